// SPDX-License-Identifier: Apache-2.0

/// Writes one frame: four bytes of length (little-endian, of all that follows), one byte of kind, fields.
/// Integers are little-endian; byte strings are a 32-bit length and the bytes.
struct FrameEncoder {
    private(set) var bytes: [UInt8]

    init(kind: UInt8, capacity: Int = 64) {
        bytes = []
        bytes.reserveCapacity(capacity + 5)
        bytes.append(contentsOf: [0, 0, 0, 0, kind])
    }

    mutating func put(_ value: UInt8) { bytes.append(value) }

    mutating func put<Integer: FixedWidthInteger>(_ value: Integer) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func put(_ value: [UInt8]) {
        put(UInt32(truncatingIfNeeded: value.count))
        bytes.append(contentsOf: value)
    }

    mutating func put(_ value: String) {
        var value = value
        value.withUTF8 {
            put(UInt32(truncatingIfNeeded: $0.count))
            bytes.append(contentsOf: $0)
        }
    }

    /// The frame with its length filled in.
    consuming func finish() -> [UInt8] {
        let length = UInt32(truncatingIfNeeded: bytes.count - 4)
        withUnsafeBytes(of: length.littleEndian) { source in
            for (index, byte) in source.enumerated() { bytes[index] = byte }
        }
        return bytes
    }
}
