// SPDX-License-Identifier: Apache-2.0

/// What RTF is made of, one after the other. Source: Microsoft's RTF Specification 1.9.1, "RTF Syntax".
struct RTFScanner {
    enum Token {
        case open
        case close
        /// A control word by the hash of its name, with its parameter.
        case word(UInt64, Int?)
        /// A backslash and a sign that is no letter.
        case symbol(UInt8)
        /// A byte written as two hexadecimal digits.
        case hex(UInt8)
        /// An escape that is none.
        case broken
        /// Plain text: no backslash, brace or line end, all ASCII or all not.
        case text(Range<Int>)
        case end
    }

    private let bytes: UnsafeRawBufferPointer
    private(set) var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Passes over the bytes of `\bin`, as many as there are. False: there are fewer.
    mutating func skip(_ count: Int) -> Bool {
        let there = bytes.count - offset
        offset += max(0, min(count, there))
        return count <= there
    }

    mutating func next() -> Token {
        while offset < bytes.count {
            let byte = bytes[offset]
            switch byte {
            case UInt8(ascii: "{"):
                offset += 1
                return .open
            case UInt8(ascii: "}"):
                offset += 1
                return .close
            case UInt8(ascii: "\\"): return control()
            case 0x0A, 0x0D, 0x00: offset += 1
            default: return .text(text(byte))
            }
        }
        return .end
    }

    private mutating func text(_ first: UInt8) -> Range<Int> {
        let start = offset
        let isHigh = first >= 0x80
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") { break }
            if byte == 0x0A || byte == 0x0D || byte == 0 || (byte >= 0x80) != isHigh { break }
            offset += 1
        }
        return start..<offset
    }

    private mutating func control() -> Token {
        offset += 1
        guard offset < bytes.count else { return .end }
        let byte = bytes[offset]
        if Self.isLetter(byte) { return word() }
        offset += 1
        guard byte == UInt8(ascii: "'") else { return .symbol(byte) }
        // A digit that is missing is not taken, so that a broken escape does not swallow a brace.
        var value = 0
        var digits = 0
        while digits < 2, offset < bytes.count, let digit = Self.hexDigit(bytes[offset]) {
            value = value << 4 | digit
            digits += 1
            offset += 1
        }
        return digits == 2 ? .hex(UInt8(truncatingIfNeeded: value)) : .broken
    }

    private mutating func word() -> Token {
        var hash = Self.hashStart
        let start = offset
        while offset < bytes.count, offset - start < 64, Self.isLetter(bytes[offset]) {
            hash = Self.hash(hash, bytes[offset])
            offset += 1
        }
        var parameter: Int?
        var isNegative = false
        if offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "-"), Self.digit(bytes[offset + 1]) != nil {
            isNegative = true
            offset += 1
        }
        while offset < bytes.count, let digit = Self.digit(bytes[offset]) {
            parameter = min((parameter ?? 0) &* 10 &+ digit, 1 << 40)
            offset += 1
        }
        if isNegative, let value = parameter { parameter = -value }
        if offset < bytes.count, bytes[offset] == 0x20 { offset += 1 }
        return .word(hash, parameter)
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }

    private static func digit(_ byte: UInt8) -> Int? {
        let value = byte &- UInt8(ascii: "0")
        return value < 10 ? Int(value) : nil
    }

    private static func hexDigit(_ byte: UInt8) -> Int? {
        if let value = digit(byte) { return value }
        let letter = (byte | 0x20) &- UInt8(ascii: "a")
        return letter < 6 ? Int(letter) + 10 : nil
    }

    /// FNV-1a. A name that hashes like another is taken for it: nothing worse than that word comes of it.
    static func hash(of name: StaticString) -> UInt64 {
        name.withUTF8Buffer { $0.reduce(hashStart, hash) }
    }

    private static let hashStart: UInt64 = 0xCBF2_9CE4_8422_2325
    private static func hash(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
}
