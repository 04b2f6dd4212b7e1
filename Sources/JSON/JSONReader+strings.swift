// SPDX-License-Identifier: Apache-2.0

extension JSONReader {
    /// Reads a string; the position is at its opening quotation mark.
    mutating func string() throws(JSONProblem) -> String {
        _ = take("\"")
        var text = [UInt8]()
        while true {
            text += takePlainText()
            if take("\"") { break }
            guard !isAtEnd else { throw problem("a string is not closed") }
            guard take("\\") else { throw problem("a string holds an unescaped control character") }
            text += UTF8.encode(try escape()).map(Array.init) ?? []
        }
        guard let valid = String(validating: text, as: UTF8.self) else {
            throw problem("a string is not valid UTF-8")
        }
        return valid
    }

    private mutating func escape() throws(JSONProblem) -> Unicode.Scalar {
        if take("\"") { return "\"" }
        if take("\\") { return "\\" }
        if take("/") { return "/" }
        if take("n") { return "\n" }
        if take("r") { return "\r" }
        if take("t") { return "\t" }
        if take("b") { return "\u{08}" }
        if take("f") { return "\u{0C}" }
        guard take("u") else { throw problem("a string holds an unknown escape") }
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        // Not a scalar, so one half of a pair: it counts only as the first half before a second one.
        guard first < 0xDC00, take("\\"), take("u") else { throw problem("a string holds half of a surrogate pair") }
        let second = try codeUnit()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
        else { throw problem("a string holds half of a surrogate pair") }
        return scalar
    }

    private mutating func codeUnit() throws(JSONProblem) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Self.hexadecimalValue(byte) else {
                throw problem("an escape has no four hexadecimal digits")
            }
            _ = take(Unicode.Scalar(byte))
            unit = unit << 4 | digit
        }
        return unit
    }

    private static func hexadecimalValue(_ digit: UInt8) -> UInt16? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(digit - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(digit - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
