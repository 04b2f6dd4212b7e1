// SPDX-License-Identifier: Apache-2.0

/// What is kept of a member of a sender's JSON object.
enum JSONMember: Equatable {
    case string(String)
    /// The number as written, so that an integer is told from `1.0` and nothing is rounded.
    case number(String)
    case bool(Bool)
    case null
    /// An array or object: checked, not kept.
    case nested

    /// The integer, when the number is written as one and fits.
    var integer: Int64? {
        guard case .number(let text) = self else { return nil }
        return Int64(text)
    }

    var string: String? {
        if case .string(let text) = self { text } else { nil }
    }
}

/// Why bytes are no acceptable JSON.
struct JSONProblem: Error, Equatable {
    let message: String
}

/// RFC 8259 with the freedoms taken away by which two readers see two documents: keys are unique, text is UTF-8
/// without a byte order mark, surrogates come in pairs. Depth and number of members are bounded, and what lies
/// deeper than the top level is checked without being built, so memory stays a small multiple of the bytes.
enum StrictJSON {
    static let depthLimit = 64
    static let memberLimit = 10_000

    /// The members of the object that `bytes` hold, and nothing else but white space around it.
    static func object(_ bytes: [UInt8]) throws(JSONProblem) -> [String: JSONMember] {
        var reader = JSONReader(bytes)
        reader.skipSpace()
        guard reader.peek == UInt8(ascii: "{") else { throw JSONProblem(message: "the body is not a JSON object") }
        let members = try reader.object(depth: 1)
        reader.skipSpace()
        guard reader.isAtEnd else { throw reader.problem("something follows the JSON object") }
        return members
    }
}
