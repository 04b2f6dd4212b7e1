// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A large value shared with the host, mapped into memory: a download, an attachment, a file to be stored. It is given
/// back when the last reference to it goes, and its content is gone when its job has ended: do not keep it longer.
///
/// `@unchecked Sendable` is safe because everything in it is set once. The bytes of a writable buffer are the one
/// thing that changes, and `withUnsafeMutableBytes` leaves it to the task to write from one thread at a time.
public final class Buffer: @unchecked Sendable {
    /// Names it in calls of its job; not 0.
    public let number: UInt64
    /// Bytes.
    public let size: Int
    public let isWritable: Bool
    /// Nil when it is empty.
    private let base: UnsafeMutableRawPointer?
    private let end: (UnsafeMutableRawPointer?) -> Void

    /// A mapping of a descriptor that the host lent.
    /// - Throws: `TaskError`, retryable, `no_memory`, when there is no room for the mapping.
    init(
        number: UInt64,
        size: Int,
        descriptor: Int32,
        isWritable: Bool,
        release: @escaping @Sendable () -> Void
    ) throws(TaskError) {
        self.number = number
        self.size = size
        self.isWritable = isWritable
        base = size == 0 ? nil : try Self.map(descriptor, size, isWritable)
        end = { base in
            if let base { munmap(base, size) }
            release()
        }
    }

    /// A buffer that no host knows of, for tests.
    public init(number: UInt64 = 1, bytes: some Collection<UInt8>, isWritable: Bool = false) {
        self.number = number
        size = bytes.count
        self.isWritable = isWritable
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, bytes.count), alignment: 16)
        copy.copyBytes(from: bytes)
        base = bytes.isEmpty ? nil : copy.baseAddress
        end = { _ in copy.deallocate() }
    }

    deinit { end(base) }

    /// The bytes, valid until `body` returns.
    public func withBytes<Result, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withUnsafeBytes { (bytes) throws(Failure) in try body(bytes.bytes) }
    }

    /// The bytes as C libraries want them, valid until `body` returns.
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // The mapping lives as long as self, which `end` in the deinitialiser shows the compiler.
        defer { extendLifetime(self) }
        return try body(UnsafeRawBufferPointer(start: base, count: base == nil ? 0 : size))
    }

    /// The bytes for writing, from one thread at a time, valid until `body` returns. A buffer that is not writable has
    /// none to write.
    public func withUnsafeMutableBytes<Result, Failure: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { extendLifetime(self) }
        let isOpen = isWritable && base != nil
        return try body(UnsafeMutableRawBufferPointer(start: isOpen ? base : nil, count: isOpen ? size : 0))
    }

    /// A copy of the bytes.
    public var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

    private static func map(
        _ descriptor: Int32,
        _ size: Int,
        _ isWritable: Bool
    ) throws(TaskError) -> UnsafeMutableRawPointer {
        let protection = isWritable ? PROT_READ | PROT_WRITE : PROT_READ
        var base = mmap(nil, size, protection, MAP_SHARED, descriptor, 0)
        // Before Linux 6.7 a file sealed against writing may not be mapped shared by a descriptor that could write.
        if base == MAP_FAILED, !isWritable { base = mmap(nil, size, protection, MAP_PRIVATE, descriptor, 0) }
        guard let base, base != MAP_FAILED else {
            throw TaskError(
                .retryable,
                code: "no_memory",
                message:
                    "a buffer of \(size) bytes cannot be mapped (error \(errno)): use smaller or fewer ones at once"
            )
        }
        return base
    }
}

extension Buffer: Hashable {
    public static func == (left: Buffer, right: Buffer) -> Bool { left === right }
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
