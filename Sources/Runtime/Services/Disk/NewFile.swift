// SPDX-License-Identifier: Apache-2.0
import Buffers
import CSystem
import Glibc
import Signing

/// A file that is written beside its place and put there whole, or not at all. Blocks; for `DiskThreads` alone.
struct NewFile: ~Copyable {
    let path: String
    private let descriptor: Int32
    private(set) var size = 0
    private let digest = RunningDigest()
    private var isPlaced = false

    /// - Parameter folder: on the device of its later place; the name is random.
    init(in folder: String) throws(DiskError) {
        path = "\(folder)/\(hexadecimal(secureRandomBytes(16)))"
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw DiskError("create", path) }
    }

    deinit {
        close(descriptor)
        if !isPlaced { unlink(path) }
    }

    /// Adds to its end.
    /// - Parameter isHashed: counts for `finish`'s hash and for `size`.
    mutating func write(_ bytes: UnsafeRawBufferPointer, isHashed: Bool = true) throws(DiskError) {
        var written = 0
        while written < bytes.count {
            let count = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw DiskError("write", path, count == 0 ? ENOSPC : errno) }
            written += count
        }
        guard isHashed else { return }
        digest.update(bytes)
        size += bytes.count
    }

    mutating func write(_ bytes: [UInt8], isHashed: Bool = true) throws(DiskError) {
        let failure = bytes.withUnsafeBytes { bytes -> DiskError? in
            do throws(DiskError) {
                try write(bytes, isHashed: isHashed)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    /// Adds the first `length` bytes of a memory file, each read once.
    mutating func write(_ source: MemoryFile, _ length: Int) throws(DiskError) {
        var failure: DiskError?
        do throws(BufferError) {
            try source.read(length) { (piece) throws(DiskError) in
                do throws(DiskError) {
                    try write(piece)
                } catch {
                    failure = error
                    throw error
                }
            }
        } catch {
            throw failure ?? DiskError("read a buffer for", path, EIO)
        }
    }

    /// SHA-256 of what was written. Call once.
    func hash() -> [UInt8] { digest.finish() }

    /// Remembers a word beside the content, where the file system can.
    func note(_ name: String, _ value: String) {
        let bytes = Array(value.utf8)
        _ = fsetxattr(descriptor, "user.mortise.\(name)", bytes, bytes.count, 0)
    }

    /// Puts it in its place, replacing what is there.
    /// - Parameter isDurable: content and name survive a power cut when this returns.
    consuming func place(at target: String, isDurable: Bool) throws(DiskError) {
        if isDurable { guard fsync(descriptor) == 0 else { throw DiskError("sync", path) } }
        guard rename(path, target) == 0 else { throw DiskError("put a file at", target) }
        isPlaced = true
        if isDurable { try Folder.sync(Folder.parent(of: target)) }
    }
}
