// SPDX-License-Identifier: Apache-2.0

/// What is kept of a member of a sender's JSON object.
public enum JSONMember: Equatable, Sendable {
    case string(String)
    /// The number as written, so that an integer is told from `1.0` and nothing is rounded.
    case number(String)
    case bool(Bool)
    case null
    /// An array or object: checked, not kept.
    case nested

    /// The integer, when the number is written as one and fits.
    public var integer: Int64? {
        guard case .number(let text) = self else { return nil }
        return Int64(text)
    }

    /// The text, when it is one.
    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }
}

/// Why bytes are no acceptable JSON.
public struct JSONProblem: Error, Equatable, Sendable {
    /// A sentence; where reading stopped is in it.
    public let message: String
    /// How many bytes were read before it showed; nil when the problem is not one of reading.
    public let position: Int?

    /// A problem, and where it showed.
    public init(message: String, position: Int? = nil) {
        self.message = message
        self.position = position
    }

    /// The line that the problem is in, from 1.
    public func line(in bytes: [UInt8]) -> Int {
        1 + bytes.prefix(position ?? 0).count { $0 == UInt8(ascii: "\n") }
    }
}

/// RFC 8259 with the freedoms taken away by which two readers see two documents: keys are unique, text is UTF-8
/// without a byte order mark, surrogates come in pairs. Depth and number of members are bounded.
public enum StrictJSON {
    /// Levels of arrays and objects.
    public static let depthLimit = 64
    /// Members of one object.
    public static let memberLimit = 10_000
    /// Values of a document that is kept whole, so that memory stays a small multiple of its bytes.
    public static let valueLimit = 500_000

    /// The members of the object that `bytes` hold, and nothing else but white space around it. What lies deeper
    /// than the top level is checked without being built.
    public static func object(_ bytes: [UInt8]) throws(JSONProblem) -> [String: JSONMember] {
        var reader = JSONReader(bytes, levels: 1)
        reader.skipSpace()
        guard reader.peek == UInt8(ascii: "{") else { throw JSONProblem(message: "the body is not a JSON object") }
        let members = try reader.object(depth: 1).members
        reader.skipSpace()
        guard reader.isAtEnd else { throw reader.problem("something follows the JSON object") }
        return Dictionary(members.map { ($0.name, JSONMember($0.value)) }) { $1 }
    }
}

extension JSONMember {
    fileprivate init(_ value: JSONValue) {
        self =
            switch value {
            case .null: .null
            case .bool(let value): .bool(value)
            case .number(let number): .number(number.text)
            case .string(let text): .string(text)
            case .array, .object: .nested
            }
    }
}
