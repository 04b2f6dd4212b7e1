// SPDX-License-Identifier: Apache-2.0
public import Destinations
internal import FoundationEssentials
public import Outbound
public import Signing

/// OpenAI's chat completions, and everything that speaks like them behind a base URL: `POST
/// {baseURL}/chat/completions`, no streaming. See https://platform.openai.com/docs/api-reference/chat.
public struct OpenAIChatProvider: CompletionProvider {
    /// `openai`, unless told.
    public let name: String
    /// True, unless told: a model on one's own machine costs nothing.
    public let isPaid: Bool

    /// OpenAI's own address.
    public static let defaultBaseURL = "https://api.openai.com/v1"
    /// The model used where a request names none.
    public static let defaultModel = "gpt-4o-mini"
    /// Bytes of an answer that are read; a longer one is refused as broken.
    static let responseLimit = 4 << 20

    private let client: any HTTPClient
    private let url: String
    private let key: Secret?
    private let model: String
    private let destinations: DestinationRule

    /// - Parameters:
    ///   - baseURL: up to and without `/chat/completions`; no query.
    ///   - key: sent as `Authorization: Bearer`; nil sends none, for a server of one's own.
    ///   - model: used where a request names none.
    ///   - destinations: must admit the base URL's host.
    /// - Throws: `badRequest` for a base URL that cannot be called or that `destinations` refuses.
    public init(
        client: any HTTPClient,
        baseURL: String = OpenAIChatProvider.defaultBaseURL,
        key: Secret?,
        model: String = OpenAIChatProvider.defaultModel,
        destinations: DestinationRule,
        name: String = "openai",
        isPaid: Bool = true
    ) throws(ProviderFailure) {
        var base = baseURL[...]
        while base.hasSuffix("/") { base = base.dropLast() }
        let url = base + "/chat/completions"
        guard !baseURL.contains("?"), !baseURL.contains("#") else {
            throw ProviderFailure(.badRequest, "the base URL of \(name) has a query or fragment; leave it away")
        }
        if let refusal = destinations.refusal(ofURL: String(url)) {
            throw ProviderFailure(.badRequest, "the base URL of \(name) cannot be used: \(refusal)")
        }
        self.client = client
        self.url = String(url)
        // White space around a key is never part of it, and would break the header.
        let bare = key?.reveal().trimmingWhitespace() ?? ""
        self.key = bare.isEmpty ? nil : Secret(text: bare)
        self.model = model
        self.destinations = destinations
        self.name = name
        self.isPaid = isPaid
    }

    /// One request, one answer; see `CompletionProvider`.
    public func complete(
        _ request: CompletionRequest,
        timeout: Double
    ) async throws(ProviderFailure) -> CompletionAnswer {
        let model = request.model ?? model
        var headers = [(name: "Content-Type", value: "application/json")]
        if let key { headers.append(("Authorization", "Bearer \(key.reveal())")) }
        let call = OutboundRequest(
            url: url,
            headers: headers,
            body: try Self.body(of: request, model: model, provider: name),
            timeout: timeout,
            responseLimit: Self.responseLimit,
            destinations: destinations
        )
        let response: OutboundResponse
        do throws(OutboundFailure) {
            response = try await client.send(call)
        } catch {
            throw OpenAIFault(provider: name, key: key).failure(of: error)
        }
        guard response.status == 200 else { throw OpenAIFault(provider: name, key: key).failure(of: response) }
        return try OpenAIAnswer(provider: name, askedModel: model, wasBounded: request.maximumOutputTokens != nil)
            .read(response)
    }

    private static func body(
        of request: CompletionRequest,
        model: String,
        provider: String
    ) throws(ProviderFailure) -> [UInt8] {
        let body = OpenAIRequestBody(
            model: model,
            messages: OpenAIMessages.messages(of: request.parts),
            temperature: request.temperature,
            maxTokens: request.maximumOutputTokens
        )
        guard !body.messages.isEmpty else {
            throw ProviderFailure(.badRequest, "the request to \(provider) holds no text; a task must send a part")
        }
        let encoder = JSONEncoder()
        // The same request has the same bytes, for whoever compares them.
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(body))
        } catch {
            // Its text is of no use here: what cannot be encoded is a temperature that is no number.
            throw ProviderFailure(
                .badRequest,
                "the request to \(provider) cannot be written as JSON; is its temperature a number?"
            )
        }
    }
}
