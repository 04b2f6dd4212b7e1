// SPDX-License-Identifier: Apache-2.0
internal import FoundationEssentials
internal import JSON

/// The request's JSON.
struct OpenAIRequestBody: Encodable {
    struct ResponseFormat: Encodable {
        struct Schema: Encodable {
            var name = "answer"
            var schema: JSONValue
            var strict: Bool?
        }
        var type = "json_schema"
        var schema: Schema

        enum CodingKeys: String, CodingKey {
            case type
            case schema = "json_schema"
        }
    }
    struct StreamOptions: Encodable {
        var includeUsage = true

        enum CodingKeys: String, CodingKey { case includeUsage = "include_usage" }
    }
    var model: String
    var messages: [OpenAIMessage]
    var temperature: Double?
    var maxTokens: Int?
    var responseFormat: ResponseFormat?
    var stream: Bool?
    var streamOptions: StreamOptions?

    enum CodingKeys: String, CodingKey {
        case model, messages, temperature, stream
        case maxTokens = "max_tokens"
        case responseFormat = "response_format"
        case streamOptions = "stream_options"
    }

    /// - Throws: `badRequest` for a request without text or with a schema that is none, `unsupportedAttachment`.
    init(_ request: CompletionRequest, model: String, provider: String, isStreamed: Bool) throws(ProviderFailure) {
        self.model = model
        messages = try OpenAIMessages.messages(of: request.parts, provider: provider)
        temperature = request.temperature
        maxTokens = request.maximumOutputTokens
        if let text = request.answerSchema, !text.isEmpty {
            guard let schema = try? JSONValue(parsing: Array(text.utf8)), schema.object != nil else {
                throw ProviderFailure(
                    .badRequest,
                    "the request to \(provider) has an answer schema that is no JSON object; write a JSON Schema"
                )
            }
            responseFormat = ResponseFormat(
                schema: ResponseFormat.Schema(schema: schema, strict: StrictSchema.fits(schema) ? true : nil)
            )
        }
        if isStreamed {
            stream = true
            streamOptions = StreamOptions()
        }
        guard !messages.isEmpty else {
            throw ProviderFailure(.badRequest, "the request to \(provider) holds no text; a task must send a part")
        }
    }

    /// The same request has the same bytes, for whoever compares them.
    func encoded(provider: String) throws(ProviderFailure) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(self))
        } catch {
            // Its text is of no use here: what cannot be encoded is a temperature that is no number.
            throw ProviderFailure(
                .badRequest,
                "the request to \(provider) cannot be written as JSON; is its temperature a number?"
            )
        }
    }
}
