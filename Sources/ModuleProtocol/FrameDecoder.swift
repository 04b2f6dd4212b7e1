// SPDX-License-Identifier: Apache-2.0

/// Reads the fields of one frame's payload. Every read is checked against what is left and against the
/// field's own bound; text must be UTF-8.
struct FrameDecoder {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ payload: ArraySlice<UInt8>) {
        bytes = payload
        position = payload.startIndex
    }

    /// Bytes that have not been read.
    var remaining: Int { bytes.endIndex - position }

    mutating func integer<Integer: FixedWidthInteger>(
        _ type: Integer.Type,
        _ name: StaticString
    ) throws(FrameError) -> Integer {
        let width = MemoryLayout<Integer>.size
        guard bytes.endIndex - position >= width else { throw FrameError("\(name) is cut off") }
        var value: Integer = 0
        for index in (0..<width).reversed() {
            value = (value << 8) | Integer(truncatingIfNeeded: bytes[position + index])
        }
        position += width
        return value
    }

    mutating func byte(_ name: StaticString) throws(FrameError) -> UInt8 {
        guard position < bytes.endIndex else { throw FrameError("\(name) is cut off") }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func data(_ name: StaticString, limit: Int) throws(FrameError) -> ArraySlice<UInt8> {
        let length = Int(try integer(UInt32.self, name))
        guard length <= limit else { throw FrameError("\(name) has \(length) bytes; at most \(limit) are allowed") }
        guard bytes.endIndex - position >= length else { throw FrameError("\(name) is cut off") }
        defer { position += length }
        return bytes[position..<position + length]
    }

    mutating func text(_ name: StaticString, limit: Int) throws(FrameError) -> String {
        guard let text = String(validating: try data(name, limit: limit), as: UTF8.self) else {
            throw FrameError("\(name) is not UTF-8")
        }
        return text
    }

    mutating func count(_ name: StaticString, limit: Int) throws(FrameError) -> Int {
        let count = Int(try integer(UInt32.self, name))
        guard count <= limit else { throw FrameError("\(name): \(count); at most \(limit) are allowed") }
        return count
    }

    /// Throws when the frame holds more than its fields.
    func end() throws(FrameError) {
        guard position == bytes.endIndex else {
            throw FrameError("\(bytes.endIndex - position) bytes too many in a frame")
        }
    }
}
