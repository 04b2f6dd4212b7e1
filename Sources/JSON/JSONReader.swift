// SPDX-License-Identifier: Apache-2.0

/// A recursive-descent reader over bytes; `StrictJSON` says what it accepts.
struct JSONReader {
    private let bytes: [UInt8]
    private(set) var position = 0
    /// How many levels of arrays and objects are built; what lies deeper is read and left empty.
    private let levels: Int
    /// Values that were built.
    private var built = 0

    init(_ bytes: [UInt8], levels: Int = .max) {
        self.bytes = bytes
        self.levels = levels
    }

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }
    var isAtEnd: Bool { position == bytes.count }

    func problem(_ message: String) -> JSONProblem {
        JSONProblem(message: "\(message) (byte \(position) of the JSON)", position: position)
    }

    mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    /// Reads an object; the position is at its brace.
    mutating func object(depth: Int) throws(JSONProblem) -> JSONObject {
        guard depth <= StrictJSON.depthLimit else { throw problem("JSON is nested too deeply") }
        var members = JSONObject()
        // Swift's String compares by canonical equivalence; keys are the same only if their bytes are.
        var keys = Set<[UInt8]>()
        position += 1
        skipSpace()
        if take("}") { return members }
        while true {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw problem("a member's name is missing") }
            let key = try string()
            guard keys.insert(Array(key.utf8)).inserted else { throw problem("a member is given twice") }
            guard keys.count <= StrictJSON.memberLimit else { throw problem("an object has too many members") }
            skipSpace()
            guard take(":") else { throw problem("a colon is missing") }
            let member = try value(depth: depth + 1)
            if depth <= levels { members.append(key, member) }
            skipSpace()
            if take("}") { return members }
            guard take(",") else { throw problem("a comma or closing brace is missing") }
        }
    }

    /// Reads any value, which lies at this depth if it is an array or object.
    mutating func value(depth: Int) throws(JSONProblem) -> JSONValue {
        skipSpace()
        if depth - 1 <= levels {
            built += 1
            guard built <= StrictJSON.valueLimit else { throw problem("the JSON holds too many values") }
        }
        guard let first = peek else { throw problem("the JSON ends too early") }
        switch first {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw problem("a value is missing")
        }
    }

    private mutating func array(depth: Int) throws(JSONProblem) -> [JSONValue] {
        guard depth <= StrictJSON.depthLimit else { throw problem("JSON is nested too deeply") }
        position += 1
        skipSpace()
        var elements: [JSONValue] = []
        if take("]") { return elements }
        while true {
            let element = try value(depth: depth + 1)
            if depth <= levels { elements.append(element) }
            skipSpace()
            if take("]") { return elements }
            guard take(",") else { throw problem("a comma or closing bracket is missing") }
        }
    }

    private mutating func word(_ text: StaticString, _ meaning: JSONValue) throws(JSONProblem) -> JSONValue {
        let matches = text.withUTF8Buffer { letters in bytes[position...].starts(with: letters) }
        guard matches else { throw problem("a word is none of true, false and null") }
        position += text.utf8CodeUnitCount
        return meaning
    }

    private mutating func number() throws(JSONProblem) -> JSONNumber {
        let start = position
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
        // A number's text is kept and later compared; nobody means one of more digits.
        guard position - start <= 64 else { throw problem("a number has too many digits") }
        return JSONNumber(text: String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func digits() throws(JSONProblem) {
        let start = position
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position > start else { throw problem("a number has no digit where one must be") }
    }

    mutating func take(_ letter: Unicode.Scalar) -> Bool {
        guard let byte = peek, UInt32(byte) == letter.value else { return false }
        position += 1
        return true
    }

    /// The bytes from the position up to the next that ends or escapes, moving there.
    mutating func takePlainText() -> ArraySlice<UInt8> {
        let start = position
        while let byte = peek, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { position += 1 }
        return bytes[start..<position]
    }
}
