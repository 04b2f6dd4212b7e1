// SPDX-License-Identifier: Apache-2.0
import CSystem
import Glibc

/// A large value in a memory file of the host's own (memfd), shared with module processes by descriptor.
///
/// The host makes every one and never takes a descriptor from a module, so nothing of a module's making is ever read
/// here. The size is sealed before a descriptor is handed out: no module can truncate it under a reader. The host reads
/// with pread and maps nothing. What a module may write can change while it is read: read it once, and hash what was
/// read.
public final class MemoryFile: Sendable {
    /// The host's descriptor, for sending it to a process. Not to be closed.
    public let descriptor: Int32
    /// Bytes; never changes.
    public let size: Int

    private init(owning descriptor: Int32, size: Int) {
        self.descriptor = descriptor
        self.size = size
    }

    deinit { close(descriptor) }

    /// One of this size, filled with zeros.
    public static func zeros(_ size: Int) throws(BufferError) -> MemoryFile {
        let draft = try Draft(limit: size)
        guard ftruncate(draft.descriptor, off_t(size)) == 0 else { throw .system("size a memory file") }
        return try draft.sealed(size)
    }

    /// One with this content.
    public static func holding(_ bytes: [UInt8]) throws(BufferError) -> MemoryFile {
        var draft = try Draft(limit: bytes.count)
        try draft.append(bytes)
        return try draft.finish()
    }

    /// A second descriptor of the same memory that cannot write to it. The caller closes it.
    public func readOnlyDescriptor() throws(BufferError) -> Int32 {
        let copy = open("/proc/self/fd/\(descriptor)", O_RDONLY | O_CLOEXEC)
        guard copy >= 0 else { throw .system("open a memory file for reading") }
        return copy
    }

    /// The first `length` bytes, or all of them.
    public func bytes(_ length: Int? = nil) throws(BufferError) -> [UInt8] {
        var bytes: [UInt8] = []
        try read(length) { (part) throws(Never) in bytes.append(contentsOf: part) }
        return bytes
    }

    /// Hands the first `length` bytes, or all of them, to `body`, piece by piece of at most 256 KiB.
    public func read<Failure: Error>(
        _ length: Int? = nil,
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(BufferError) {
        let end = min(max(0, length ?? size), size)
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: min(256 << 10, max(1, end)), alignment: 16)
        defer { piece.deallocate() }
        var offset = 0
        while offset < end {
            let count = pread(descriptor, piece.baseAddress, min(piece.count, end - offset), off_t(offset))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .system("read a memory file") }
            do throws(Failure) {
                try body(UnsafeRawBufferPointer(rebasing: piece[..<count]))
            } catch {
                throw BufferError("\(error)")
            }
            offset += count
        }
    }

    /// Copies what begins at `offset`, as much as there is and there is room for.
    /// - Returns: how many bytes; nil beyond the end, or when the kernel does not give them.
    public func copy(at offset: Int, into room: UnsafeMutableRawBufferPointer) -> Int? {
        while true {
            let count = pread(descriptor, room.baseAddress, min(room.count, max(0, size - offset)), off_t(offset))
            if count < 0, errno == EINTR { continue }
            return count > 0 ? count : nil
        }
    }

    /// Gives the memory back although somebody may still hold a descriptor or a mapping: what they then read is zero.
    public func discard() { _ = mortise_punch(descriptor, UInt64(size)) }
}

extension MemoryFile {
    /// A memory file that still grows: for content whose length is not known beforehand.
    public struct Draft: ~Copyable, Sendable {
        fileprivate let descriptor: Int32
        private let limit: Int
        private var count = 0
        private var isHandedOver = false

        /// - Parameter limit: bytes that it may hold.
        public init(limit: Int) throws(BufferError) {
            descriptor = try Self.memoryFile()
            self.limit = limit
        }

        /// Numbers below 10 are what a child process inherits.
        private static func memoryFile() throws(BufferError) -> Int32 {
            let low = mortise_memory_file("mortise-buffer")
            guard low >= 0 else { throw .system("make a memory file") }
            defer { close(low) }
            let high = fcntl(low, F_DUPFD_CLOEXEC, 10)
            guard high >= 0 else { throw .system("make a memory file") }
            return high
        }

        deinit { if !isHandedOver { close(descriptor) } }

        /// Adds to its end.
        /// - Throws: `isTooLarge` beyond the limit.
        public mutating func append(_ bytes: UnsafeRawBufferPointer) throws(BufferError) {
            guard bytes.count <= limit - count else { throw .tooLarge(limit) }
            var written = 0
            while written < bytes.count {
                let result = pwrite(
                    descriptor,
                    bytes.baseAddress?.advanced(by: written),
                    bytes.count - written,
                    off_t(count + written)
                )
                if result < 0, errno == EINTR { continue }
                guard result > 0 else { throw .system("write a memory file") }
                written += result
            }
            count += bytes.count
        }

        /// Adds to its end.
        public mutating func append(_ bytes: [UInt8]) throws(BufferError) {
            let failure = bytes.withUnsafeBytes { bytes -> BufferError? in
                do throws(BufferError) {
                    try append(bytes)
                    return nil
                } catch {
                    return error
                }
            }
            if let failure { throw failure }
        }

        /// What it holds, of a size that is final.
        public consuming func finish() throws(BufferError) -> MemoryFile { try sealed(count) }

        fileprivate consuming func sealed(_ size: Int) throws(BufferError) -> MemoryFile {
            guard mortise_add_seals(descriptor, Int32(MORTISE_SEAL_SHRINK | MORTISE_SEAL_GROW)) == 0 else {
                throw .system("seal a memory file")
            }
            isHandedOver = true
            return MemoryFile(owning: descriptor, size: size)
        }
    }
}

/// Why a buffer cannot be had or read.
public struct BufferError: Error, Sendable, CustomStringConvertible {
    public let description: String
    /// More was asked for than is allowed.
    public var isTooLarge = false

    init(_ description: String) { self.description = description }

    static func system(_ what: String) -> BufferError {
        BufferError("cannot \(what): \(String(cString: strerror(errno)))")
    }
    static func tooLarge(_ limit: Int) -> BufferError {
        var error = BufferError("more than the \(limit) bytes that are allowed")
        error.isTooLarge = true
        return error
    }
}
