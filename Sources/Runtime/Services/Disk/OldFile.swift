// SPDX-License-Identifier: Apache-2.0
import Buffers
import CSystem
import Glibc

/// A file that is only read. Blocks; for `DiskThreads` alone.
struct OldFile: ~Copyable {
    let path: String
    let size: Int
    private let descriptor: Int32

    /// Nil when there is no regular file of this name.
    static func open(_ path: String) throws(DiskError) -> OldFile? {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if [ENOENT, ENOTDIR].contains(errno) { return nil }
            throw DiskError("open", path)
        }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            return nil
        }
        return OldFile(path: path, size: Int(facts.st_size), descriptor: descriptor)
    }

    private init(path: String, size: Int, descriptor: Int32) {
        self.path = path
        self.size = size
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// The next `count` bytes; fewer at the file's end.
    func bytes(_ count: Int) throws(DiskError) -> [UInt8] {
        var bytes: [UInt8] = []
        try read(count) { (piece) throws(DiskError) in bytes.append(contentsOf: piece) }
        return bytes
    }

    /// The next `count` bytes as a memory file; shorter at the file's end. `each` sees every piece.
    func memory(_ count: Int, each: (UnsafeRawBufferPointer) -> Void) throws(DiskError) -> MemoryFile {
        let outOfMemory = DiskError("copy to memory", path, ENOMEM)
        guard var draft = try? MemoryFile.Draft(limit: count) else { throw outOfMemory }
        try read(count) { (piece) throws(DiskError) in
            each(piece)
            do throws(BufferError) {
                try draft.append(piece)
            } catch {
                throw outOfMemory
            }
        }
        guard let file = try? draft.finish() else { throw outOfMemory }
        return file
    }

    /// The next `count` bytes, piece by piece of at most 256 KiB; fewer at the file's end.
    func read(_ count: Int, _ body: (UnsafeRawBufferPointer) throws(DiskError) -> Void) throws(DiskError) {
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { piece.deallocate() }
        var left = count
        while left > 0 {
            let result = Glibc.read(descriptor, piece.baseAddress, min(left, piece.count))
            if result < 0, errno == EINTR { continue }
            guard result >= 0 else { throw DiskError("read", path) }
            if result == 0 { return }
            left -= result
            try body(UnsafeRawBufferPointer(rebasing: piece[..<result]))
        }
    }

    /// A word that was remembered beside the content.
    func note(_ name: String) -> String? {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = fgetxattr(descriptor, "user.mortise.\(name)", &bytes, bytes.count)
        return count > 0 ? String(validating: bytes[..<count], as: UTF8.self) : nil
    }
}
