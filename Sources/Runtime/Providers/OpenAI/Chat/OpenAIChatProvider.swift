// SPDX-License-Identifier: Apache-2.0
internal import Outbound

/// OpenAI's chat completions, and everything that speaks like them behind a base URL: `POST
/// {baseURL}/chat/completions`, streamed where pieces are wanted. See https://platform.openai.com/docs/api-reference/chat.
public struct OpenAIChatProvider: CompletionProvider {
    /// `openai`, unless told.
    public var name: String { endpoint.name }
    /// True, unless told: a model on one's own machine costs nothing.
    public let isPaid: Bool

    /// The model used where a request names none.
    public static let defaultModel = "gpt-4o-mini"

    private let endpoint: ProviderEndpoint
    private let model: String
    private let idleTimeout: Double

    /// - Parameters:
    ///   - endpoint: where it is, and with which key.
    ///   - model: used where a request names none.
    ///   - idleTimeout: seconds that may pass between two pieces of a streamed answer.
    public init(
        _ endpoint: ProviderEndpoint,
        model: String = OpenAIChatProvider.defaultModel,
        isPaid: Bool = true,
        idleTimeout: Double = 20
    ) {
        self.endpoint = endpoint
        self.model = model
        self.isPaid = isPaid
        self.idleTimeout = idleTimeout
    }

    /// One request, one answer; see `CompletionProvider`.
    public func complete(
        _ request: CompletionRequest,
        timeout: Double
    ) async throws(ProviderFailure) -> CompletionAnswer {
        let response = try await endpoint.send(try call(request, timeout: timeout, isStreamed: false))
        return try reader(request).read(response).timed(by: response)
    }

    /// The same, by server-sent events. A server that answers in one piece all the same is understood.
    public func complete(
        _ request: CompletionRequest,
        timeout: Double,
        pieces: @escaping @Sendable (String) -> Void
    ) async throws(ProviderFailure) -> CompletionAnswer {
        let reader = reader(request)
        return try await endpoint.stream(
            try call(request, timeout: timeout, isStreamed: true),
            idleTimeout: idleTimeout,
            into: ChatStream(reader: reader, fault: endpoint.fault),
            pieces: pieces,
            whole: { response throws(ProviderFailure) in try reader.read(response) }
        )
    }

    private func reader(_ request: CompletionRequest) -> ChatAnswer {
        ChatAnswer(
            provider: name,
            askedModel: request.model ?? model,
            wasBounded: request.maximumOutputTokens != nil
        )
    }

    private func call(
        _ request: CompletionRequest,
        timeout: Double,
        isStreamed: Bool
    ) throws(ProviderFailure) -> OutboundRequest {
        endpoint.request(
            "/chat/completions",
            body: try ChatRequestBody.bytes(
                request,
                model: request.model ?? model,
                provider: name,
                isStreamed: isStreamed
            ),
            timeout: timeout,
            limit: AnswerLimits.answer
        )
    }
}
