// SPDX-License-Identifier: Apache-2.0
public import Destinations
public import Outbound
public import Signing

/// OpenAI's chat completions, and everything that speaks like them behind a base URL: `POST
/// {baseURL}/chat/completions`, streamed where pieces are wanted. See https://platform.openai.com/docs/api-reference/chat.
public struct OpenAIChatProvider: CompletionProvider {
    /// `openai`, unless told.
    public var name: String { endpoint.name }
    /// True, unless told: a model on one's own machine costs nothing.
    public let isPaid: Bool

    /// OpenAI's own address.
    public static let defaultBaseURL = "https://api.openai.com/v1"
    /// The model used where a request names none.
    public static let defaultModel = "gpt-4o-mini"
    /// Bytes of an answer that are read; a longer one is refused as broken.
    static let responseLimit = 4 << 20

    private let endpoint: OpenAIEndpoint
    private let model: String
    private let idleTimeout: Double

    /// - Parameters:
    ///   - endpoint: where it is, and with which key.
    ///   - model: used where a request names none.
    ///   - idleTimeout: seconds that may pass between two pieces of a streamed answer.
    public init(
        _ endpoint: OpenAIEndpoint,
        model: String = OpenAIChatProvider.defaultModel,
        isPaid: Bool = true,
        idleTimeout: Double = 20
    ) {
        self.endpoint = endpoint
        self.model = model
        self.isPaid = isPaid
        self.idleTimeout = idleTimeout
    }

    /// - Parameters:
    ///   - baseURL: up to and without `/chat/completions`; no query.
    ///   - key: sent as `Authorization: Bearer`; nil sends none, for a server of one's own.
    ///   - model: used where a request names none.
    ///   - destinations: must admit the base URL's host.
    ///   - idleTimeout: seconds that may pass between two pieces of a streamed answer.
    /// - Throws: `badRequest` for a base URL that cannot be called or that `destinations` refuses.
    public init(
        client: any HTTPClient,
        baseURL: String = OpenAIChatProvider.defaultBaseURL,
        key: Secret?,
        model: String = OpenAIChatProvider.defaultModel,
        destinations: DestinationRule,
        name: String = "openai",
        isPaid: Bool = true,
        idleTimeout: Double = 20
    ) throws(ProviderFailure) {
        self.init(
            try OpenAIEndpoint(client: client, baseURL: baseURL, key: key, destinations: destinations, name: name),
            model: model,
            isPaid: isPaid,
            idleTimeout: idleTimeout
        )
    }

    /// One request, one answer; see `CompletionProvider`.
    public func complete(
        _ request: CompletionRequest,
        timeout: Double
    ) async throws(ProviderFailure) -> CompletionAnswer {
        let model = request.model ?? model
        let response = try await endpoint.send(
            try call(request, model: model, timeout: timeout, isStreamed: false)
        )
        return try OpenAIAnswer(provider: name, askedModel: model, wasBounded: request.maximumOutputTokens != nil)
            .read(response)
    }

    /// The same, by server-sent events. A server that answers in one piece all the same is understood.
    public func complete(
        _ request: CompletionRequest,
        timeout: Double,
        pieces: @escaping @Sendable (String) -> Void
    ) async throws(ProviderFailure) -> CompletionAnswer {
        let model = request.model ?? model
        var call = try call(request, model: model, timeout: timeout, isStreamed: true)
        let (arrivals, continuation) = AsyncStream<[UInt8]>.makeStream()
        call.idleTimeout = min(idleTimeout, timeout)
        call.sink = OpenAIEventSink(continuation)
        let fault = endpoint.fault
        async let exchange = Self.exchange(endpoint.client, call, end: continuation)
        var events = EventStream()
        var stream = OpenAIStream(provider: name, fault: fault)
        // Leaving by an error cancels the exchange, which ends the transfer.
        for await bytes in arrivals {
            for event in try Self.events(&events, bytes, name) where !stream.isDone {
                let piece = try stream.take(event)
                if !piece.isEmpty { pieces(piece) }
            }
        }
        let response: OutboundResponse
        switch await exchange {
        case .success(let whole): response = whole
        // What follows the end of the answer, or does not, is of no interest.
        case .failure(let failure) where !stream.isDone: throw fault.failure(of: failure)
        case .failure:
            return try stream.answer(askedModel: model, wasBounded: request.maximumOutputTokens != nil)
        }
        guard response.status == 200 else { throw fault.failure(of: response) }
        guard OpenAIEventSink.isEventStream(response.headers) else {
            return try OpenAIAnswer(provider: name, askedModel: model, wasBounded: request.maximumOutputTokens != nil)
                .read(response)
        }
        if response.isCut {
            throw ProviderFailure(.broken, "\(name) streamed more than \(OpenAIEventSink.limit) bytes")
        }
        return try stream.answer(askedModel: model, wasBounded: request.maximumOutputTokens != nil)
    }

    private static func events(
        _ stream: inout EventStream,
        _ bytes: [UInt8],
        _ name: String
    ) throws(ProviderFailure) -> [[UInt8]] {
        do throws(EventStream.TooLong) {
            return try stream.take(bytes)
        } catch {
            throw ProviderFailure(.broken, "\(name) sent a piece of its answer of more than \(EventStream.limit) bytes")
        }
    }

    private static func exchange(
        _ client: any HTTPClient,
        _ call: OutboundRequest,
        end: AsyncStream<[UInt8]>.Continuation
    ) async -> Result<OutboundResponse, OutboundFailure> {
        defer { end.finish() }
        do throws(OutboundFailure) {
            return .success(try await client.send(call))
        } catch {
            return .failure(error)
        }
    }

    private func call(
        _ request: CompletionRequest,
        model: String,
        timeout: Double,
        isStreamed: Bool
    ) throws(ProviderFailure) -> OutboundRequest {
        let body = try OpenAIRequestBody(request, model: model, provider: name, isStreamed: isStreamed)
        var call = endpoint.request(
            "/chat/completions",
            body: try body.encoded(provider: name),
            timeout: timeout,
            limit: Self.responseLimit
        )
        if isStreamed { call.headers.append(("Accept", "text/event-stream")) }
        return call
    }
}
