// SPDX-License-Identifier: Apache-2.0

/// Cuts a stream of bytes into frames. A value without I/O: bytes go in as they come, whole frames come out.
public struct FrameAssembler: Sendable {
    private var buffer: [UInt8] = []
    /// Where the unread part of `buffer` begins.
    private var start = 0

    public init() {}

    /// Bytes that are waiting for the rest of their frame.
    public var pending: Int { buffer.count - start }

    public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        if start > 0, start == buffer.count || start > 1 << 20 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next whole frame's kind and payload; nil when more bytes are needed.
    public mutating func next() throws(FrameError) -> Frame? {
        guard pending >= 4 else { return nil }
        var length = 0
        for index in (0..<4).reversed() { length = length << 8 | Int(buffer[start + index]) }
        guard length >= 1, length <= FrameLimits.frame else {
            throw FrameError("a frame of \(length) bytes; 1 to \(FrameLimits.frame) are allowed")
        }
        guard pending >= 4 + length else {
            // Not more than that at once: a length alone must not take 20 MiB.
            buffer.reserveCapacity(start + min(4 + length, 1 << 20))
            return nil
        }
        let first = start + 4
        start += 4 + length
        return Frame(kind: buffer[first], payload: buffer[first + 1..<first + length])
    }
}

/// One frame, not yet read.
public struct Frame: Sendable {
    public let kind: UInt8
    public let payload: ArraySlice<UInt8>

    public init(kind: UInt8, payload: ArraySlice<UInt8>) {
        self.kind = kind
        self.payload = payload
    }
}
