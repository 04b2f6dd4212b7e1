// SPDX-License-Identifier: Apache-2.0
internal import Outbound

/// Anthropic's messages, and everything that speaks like them behind a base URL: `POST {baseURL}/v1/messages`, streamed
/// where pieces are wanted. See https://platform.claude.com/docs/en/api/messages.
public struct AnthropicProvider: CompletionProvider {
    /// The model used where a request names none.
    public static let defaultModel = "claude-haiku-4-5"
    /// Sent as `anthropic-version`: the wire format that this code knows.
    static let version = "2023-06-01"
    /// Output tokens at most where a request sets no limit, which the vendor demands.
    static let defaultOutputTokens = 8_192

    /// `anthropic`, unless told.
    public var name: String { endpoint.name }
    /// True, unless told: a model on one's own machine costs nothing.
    public let isPaid: Bool

    private let endpoint: ProviderEndpoint
    private let model: String
    private let idleTimeout: Double

    /// - Parameters:
    ///   - endpoint: where it is, and with which key; of vendor `anthropic`.
    ///   - model: used where a request names none.
    ///   - idleTimeout: seconds that may pass between two pieces of a streamed answer, pings included.
    public init(
        _ endpoint: ProviderEndpoint,
        model: String = AnthropicProvider.defaultModel,
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
            into: MessageStream(reader: reader),
            pieces: pieces,
            whole: { response throws(ProviderFailure) in try reader.read(response) }
        )
    }

    private func reader(_ request: CompletionRequest) -> MessageAnswer {
        MessageAnswer(
            fault: endpoint.fault,
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
            "/v1/messages",
            body: try MessageRequestBody.bytes(
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
