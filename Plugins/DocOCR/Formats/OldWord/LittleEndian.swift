// SPDX-License-Identifier: Apache-2.0

/// Bytes whose every access is checked: what is not there is nil, whatever offset a file names.
struct LittleEndian: Sendable {
    private let bytes: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { self.bytes = bytes[...] }
    private init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    var count: Int { bytes.count }

    func byte(_ offset: Int) -> Int? {
        guard offset >= 0, offset < bytes.count else { return nil }
        return Int(bytes[bytes.startIndex + offset])
    }

    func word(_ offset: Int) -> Int? {
        guard offset >= 0, offset <= bytes.count - 2 else { return nil }
        let start = bytes.startIndex + offset
        return Int(bytes[start]) | Int(bytes[start + 1]) << 8
    }

    /// Unsigned.
    func long(_ offset: Int) -> Int? {
        guard let low = word(offset), let high = word(offset + 2) else { return nil }
        return low | high << 16
    }

    /// A part of it; nil when it does not hold the whole part.
    func part(_ offset: Int, _ length: Int) -> LittleEndian? {
        guard offset >= 0, length >= 0, offset <= bytes.count, length <= bytes.count - offset else { return nil }
        let start = bytes.startIndex + offset
        return LittleEndian(bytes[start..<start + length])
    }

    /// What there is from an offset on.
    func from(_ offset: Int) -> LittleEndian {
        LittleEndian(bytes.dropFirst(max(0, offset)))
    }

    var array: [UInt8] { Array(bytes) }

    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result { bytes.withUnsafeBytes(body) }

    /// UTF-16 from an offset on, at most so many units and not beyond the end.
    func text(_ offset: Int, units: Int) -> String {
        var text: [UInt16] = []
        for index in 0..<max(0, min(units, bytes.count / 2)) {
            guard let unit = word(offset + 2 * index) else { break }
            text.append(UInt16(truncatingIfNeeded: unit))
        }
        return String(decoding: text, as: UTF16.self)
    }
}
