// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Which folders and files modules may ask to read: public data of the distribution, and what the operator names.
public struct ReadableFiles: Sendable {
    /// Everybody on the machine may read these, and only its administrator writes to them.
    private static let everywhere = ["/usr/share/", "/usr/lib/file/"]
    private let configured: [String]

    /// - Parameter configured: further folders and files, absolute, without `.`, `..` and a slash at the end.
    public init(configured: [String] = []) { self.configured = configured }

    /// What a module asks for, once it is found to be allowed. Blocks for a look at each.
    /// - Throws: a sentence that names the module and the path.
    public func roots(of module: InstalledModule) throws(ModuleError) -> [ReadableRoot] {
        try roots(module.manifest.files, of: module.image.origin)
    }

    func roots(_ files: [String], of module: String) throws(ModuleError) -> [ReadableRoot] {
        var roots: [ReadableRoot] = []
        for path in files {
            guard allows(path) else { throw refusal(path, of: module, "") }
            // One that is not there is no mistake: language data is the operator's choice. The process says so.
            let target = Self.withoutLinks(path) ?? path
            guard allows(target) else {
                throw refusal(path, of: module, ", which is a link to \(OutputLines.shown(Array(target.utf8)[...]))")
            }
            roots.append(ReadableRoot(path: path, target: target))
        }
        return roots
    }

    private func allows(_ path: String) -> Bool {
        (path + "/").hasPrefix(Self.everywhere[1]) || Self.everywhere.contains { path.hasPrefix($0) }
            || configured.contains { path == $0 || path.hasPrefix($0 + "/") }
    }

    private func refusal(_ path: String, of module: String, _ detail: String) -> ModuleError {
        ModuleError(
            "the module \(module) asks to read \(path)\(detail) (`files` of its manifest): modules may read what lies "
                + "below \(Self.everywhere.joined(separator: " and ")), and what MORTISE_MODULE_FILES "
                + "(modules.readable) names. Name it there if everybody may know what is in it, or leave the module out"
        )
    }

    private static func withoutLinks(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }
}

/// A folder or a file that a module may read.
public struct ReadableRoot: Sendable, Hashable {
    /// As the module names it.
    public var path: String
    /// What that is without links, when the host started.
    public var target: String
}
