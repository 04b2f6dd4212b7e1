// SPDX-License-Identifier: Apache-2.0
internal import FoundationEssentials
internal import JSON

/// What several vendors' requests have in common, as JSON.
enum RequestJSON {
    /// - Throws: `badRequest` for a temperature that is no number.
    static func temperature(_ value: Double, provider: String) throws(ProviderFailure) -> JSONValue {
        guard let number = JSONNumber(value) else {
            throw ProviderFailure(
                .badRequest,
                "the request to \(provider) cannot be written as JSON; is its temperature a number?"
            )
        }
        return .number(number)
    }

    /// The schema that the answer is to fit; nil where there is none.
    /// - Throws: `badRequest` for one that is no JSON object.
    static func schema(_ request: CompletionRequest, provider: String) throws(ProviderFailure) -> JSONValue? {
        guard let text = request.answerSchema, !text.isEmpty else { return nil }
        guard let schema = try? JSONValue(parsing: Array(text.utf8)), schema.object != nil else {
            throw ProviderFailure(
                .badRequest,
                "the request to \(provider) has an answer schema that is no JSON object; write a JSON Schema"
            )
        }
        return schema
    }

    static func dataURL(_ attachment: Attachment) -> String {
        "data:\(attachment.mediaType);base64,\(base64(attachment))"
    }

    static func base64(_ attachment: Attachment) -> String { Data(attachment.bytes).base64EncodedString() }
}

extension JSONValue {
    static func object(_ members: [(name: String, value: JSONValue)]) -> JSONValue { .object(JSONObject(members)) }

    /// A member of an object; nil for anything else.
    subscript(name: String) -> JSONValue? { object?[name] }

    /// A count of something; 0 for what is none.
    var count: Int {
        if case .number(let number) = self, let integer = number.integer { max(0, Int(clamping: integer)) } else { 0 }
    }

    /// Whether it is there and not null.
    var isPresent: Bool { if case .null = self { false } else { true } }
}
