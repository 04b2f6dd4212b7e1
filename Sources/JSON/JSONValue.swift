// SPDX-License-Identifier: Apache-2.0

/// Any JSON value, as it was read: numbers keep their text, objects the order of their members.
///
/// Two values are equal when JSON calls them so: numbers by their value (`1`, `1.0` and `1e0` are one), texts by
/// their code points, objects whatever the order of their members.
public indirect enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// The one value that `bytes` hold, and nothing else but white space around it; `StrictJSON` says what is
    /// accepted.
    public init(parsing bytes: [UInt8]) throws(JSONProblem) {
        var reader = JSONReader(bytes)
        self = try reader.value(depth: 1)
        reader.skipSpace()
        guard reader.isAtEnd else { throw reader.problem("something follows the JSON value") }
    }

    /// UTF-8 without white space; only what JSON demands is escaped.
    public var bytes: [UInt8] {
        var out: [UInt8] = []
        write(to: &out)
        return out
    }

    /// The same as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The text, when it is one.
    public var string: String? { if case .string(let text) = self { text } else { nil } }
    /// The elements, when it is an array.
    public var array: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
    /// The object, when it is one.
    public var object: JSONObject? { if case .object(let object) = self { object } else { nil } }
    /// The number, when it is one.
    public var number: JSONNumber? { if case .number(let number) = self { number } else { nil } }
    /// True or false, when it is one of them.
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

    func write(to out: inout [UInt8]) {
        switch self {
        case .null: out += "null".utf8
        case .bool(let value): out += (value ? "true" : "false").utf8
        case .number(let number): out += number.text.utf8
        case .string(let text): JSONOutput.write(text, to: &out)
        case .array(let elements):
            out.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                element.write(to: &out)
            }
            out.append(UInt8(ascii: "]"))
        case .object(let object):
            out.append(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                JSONOutput.write(member.name, to: &out)
                out.append(UInt8(ascii: ":"))
                member.value.write(to: &out)
            }
            out.append(UInt8(ascii: "}"))
        }
    }
}

extension JSONValue: Hashable {
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .number(let number): hasher.combine(number)
        case .string(let text): hasher.combine(ExactText(text))
        case .array(let elements): hasher.combine(elements)
        case .object(let object): hasher.combine(object)
        }
    }
}
