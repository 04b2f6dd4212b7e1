// SPDX-License-Identifier: Apache-2.0
import Glibc
import Signing

/// A module's file as it will be run: read once, named by its SHA-256 in a folder of the host's own, and never
/// written again. A path that an operator replaces in the middle of the day changes nothing here.
public struct ModuleImage: Sendable, Hashable {
    /// SHA-256, lowercase hexadecimal.
    public let hash: String
    /// The content-addressed copy.
    public let path: String
    /// The file's name as it was given, for messages.
    public let origin: String

    /// The largest module that is read.
    static let sizeLimit = 256 << 20

    /// Copies the file at `source` into `folder`, which is made if need be. What it is, is not looked at:
    /// `InstalledModule` does.
    public static func install(_ source: String, into folder: String) throws(ModuleError) -> ModuleImage {
        try install(try read(source), from: source, into: folder)
    }

    /// As above, of a file that was read.
    static func install(
        _ bytes: [UInt8],
        from source: String,
        into folder: String
    ) throws(ModuleError) -> ModuleImage {
        guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else {
            throw ModuleError("\(source) is no shared library: build the module with `swift build --product NAME`")
        }
        let hash = hexadecimal(sha256(bytes))
        if mkdir(folder, 0o700) != 0, errno != EEXIST { throw .system("cannot make \(folder)") }
        let path = "\(folder)/\(hash).so"
        if let present = try? read(path), hexadecimal(sha256(present)) == hash {
            return ModuleImage(hash: hash, path: path, origin: source)
        }
        try write(bytes, to: path)
        return ModuleImage(hash: hash, path: path, origin: source)
    }

    /// A descriptor of the verified file, to be handed to one process. The caller closes it.
    func open() throws(ModuleError) -> Int32 {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("cannot open the installed module \(path)") }
        return descriptor
    }

    /// The content of a regular file of at most 256 MiB.
    static func read(_ path: String) throws(ModuleError) -> [UInt8] {
        // Non-blocking: the opening of a pipe would wait for somebody who writes. Regular files know no such wait.
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .system("cannot read the module \(path)") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw ModuleError("the module \(path) is no regular file")
        }
        guard status.st_size > 0, status.st_size <= sizeLimit else {
            throw ModuleError("the module \(path) has \(status.st_size) bytes; 1 to \(sizeLimit) are allowed")
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress?.advanced(by: filled), $0.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw ModuleError("the module \(path) changed while it was read; try again") }
            filled += count
        }
        return bytes
    }

    /// Written under another name, synced, then renamed: the final name never shows a part of the file.
    private static func write(_ bytes: [UInt8], to path: String) throws(ModuleError) {
        let draft = path + ".draft"
        unlink(draft)
        let descriptor = Glibc.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o444)
        guard descriptor >= 0 else { throw .system("cannot write \(draft)") }
        defer { close(descriptor) }
        // The umask may have narrowed it; another user must be able to map it through the descriptor.
        guard fchmod(descriptor, 0o444) == 0 else { throw .system("cannot set the mode of \(draft)") }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .system("cannot write \(draft)") }
            written += count
        }
        guard fsync(descriptor) == 0, rename(draft, path) == 0 else { throw .system("cannot finish \(path)") }
    }
}

/// Why a module cannot be installed or started.
public struct ModuleError: Error, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }

    /// With errno's text.
    static func system(_ what: String) -> ModuleError { ModuleError("\(what): \(String(cString: strerror(errno)))") }
}
