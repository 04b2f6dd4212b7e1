// SPDX-License-Identifier: Apache-2.0

/// Reads little-endian fields at positions that may lie anywhere.
struct BoundedReader {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var count: Int { bytes.count }

    func integer<Integer: FixedWidthInteger & UnsignedInteger>(
        _ type: Integer.Type,
        at position: Int
    ) throws(ELFFile.Problem) -> Integer {
        var value: Integer = 0
        for (index, byte) in try slice(at: position, count: MemoryLayout<Integer>.size).enumerated() {
            value |= Integer(byte) << Integer(index * 8)
        }
        return value
    }

    /// A 64-bit field that is an offset or a size: at most the file's length, so that sums of a few never overflow.
    func offset(at position: Int) throws(ELFFile.Problem) -> Int {
        let value = try integer(UInt64.self, at: position)
        guard value <= UInt64(bytes.count) else { throw ELFFile.Problem("it points beyond its end") }
        return Int(value)
    }

    func slice(at position: Int, count: Int) throws(ELFFile.Problem) -> ArraySlice<UInt8> {
        guard position >= 0, count >= 0, position <= bytes.count, count <= bytes.count - position else {
            throw ELFFile.Problem("it points beyond its end")
        }
        return bytes[position..<position + count]
    }

    /// A text that ends with a zero byte.
    func text(at position: Int, limit: Int) throws(ELFFile.Problem) -> String {
        guard position >= 0, position < bytes.count else { throw ELFFile.Problem("it points beyond its end") }
        guard let end = bytes[position...].prefix(limit + 1).firstIndex(of: 0) else {
            throw ELFFile.Problem("a name in it has no end")
        }
        return String(decoding: bytes[position..<end], as: UTF8.self)
    }
}
