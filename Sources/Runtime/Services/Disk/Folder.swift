// SPDX-License-Identifier: Apache-2.0
import Glibc

/// What artifacts and the cache do with folders. Blocks; for `DiskThreads` alone.
enum Folder {
    /// Makes a folder and its missing parents, mode 0700, and makes each new name survive a power cut.
    static func make(_ path: String) throws(DiskError) {
        if mkdir(path, 0o700) == 0 { return try sync(parent(of: path)) }
        switch errno {
        case EEXIST:
            var facts = stat()
            guard stat(path, &facts) == 0 else { throw DiskError("open", path) }
            guard facts.st_mode & S_IFMT == S_IFDIR else { throw DiskError("make", path, ENOTDIR) }
        case ENOENT:
            let parent = parent(of: path)
            guard parent != path else { throw DiskError("make", path, ENOENT) }
            try make(parent)
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw DiskError("make", path) }
            try sync(parent)
        default: throw DiskError("make", path)
        }
    }

    static func sync(_ path: String) throws(DiskError) {
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw DiskError("open", path) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw DiskError("sync", path) }
    }

    static func parent(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The names in a folder, without `.` and `..`; empty when it cannot be read.
    static func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}

/// A call on a file that failed.
struct DiskError: Error, CustomStringConvertible {
    let description: String
    let code: Int32

    init(_ verb: String, _ path: String, _ code: Int32 = errno) {
        self.code = code
        description = "cannot \(verb) \(path): \(String(cString: strerror(code)))"
    }

    /// No room on the device, for this user, or for a file of this size.
    var isFull: Bool { [ENOSPC, EDQUOT, EFBIG].contains(code) }
}
