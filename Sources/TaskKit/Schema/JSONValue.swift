// SPDX-License-Identifier: Apache-2.0

/// Any JSON, to say where a value does not fit.
enum JSONValue: Sendable, Hashable, Decodable {
    case null
    case boolean(Bool)
    case integer(Int64)
    /// A whole number beyond `Int64`.
    case large(UInt64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let boolean = try? value.decode(Bool.self) {
            self = .boolean(boolean)
        } else if let string = try? value.decode(String.self) {
            self = .string(string)
        } else if let integer = try? value.decode(Int64.self) {
            self = .integer(integer)
        } else if let large = try? value.decode(UInt64.self) {
            self = .large(large)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let object = try? value.decode([String: JSONValue].self) {
            self = .object(object)
        } else {
            self = .array(try value.decode([JSONValue].self))
        }
    }

    /// What it is, in words; with what it says when that may be shown and is short.
    func described(quotes: Bool) -> String {
        switch self {
        case .null: "null"
        case .boolean(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .large(let value): "\(value)"
        case .number(let value): "\(value)"
        case .string(let text):
            quotes && text.utf8.count <= 60
                ? "\"\(text.unicodeScalars.map { $0.value < 32 ? " " : String($0) }.joined())\""
                : "a string of \(text.unicodeScalars.count) characters"
        case .array(let items): "an array of \(items.count)"
        case .object(let members): "an object of \(members.count) members"
        }
    }

    /// As a number, if it is one.
    var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .large(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
}
