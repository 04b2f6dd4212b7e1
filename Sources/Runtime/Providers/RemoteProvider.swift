// SPDX-License-Identifier: Apache-2.0
internal import Outbound

/// An API that completions are asked by. Each has a file in its vendor's folder.
public struct CompletionAPI: Sendable {
    fileprivate let wire: any WireFormat

    init(_ wire: any WireFormat) { self.wire = wire }
}

/// A language model behind HTTP: one request, one answer, streamed where pieces are wanted. What is sent and how it is
/// read is the API's.
public struct RemoteProvider: CompletionProvider {
    /// What the endpoint is called.
    public var name: String { endpoint.name }
    /// True, unless told: a model on one's own machine costs nothing.
    public let isPaid: Bool

    private let wire: any WireFormat
    private let endpoint: ProviderEndpoint
    private let model: String
    private let idleTimeout: Double

    /// - Parameters:
    ///   - api: what the server speaks.
    ///   - endpoint: where it is, and with which key; of the API's vendor.
    ///   - model: used where a request names none; nil: the API's usual one.
    ///   - isPaid: false for a model on one's own machine, which costs nothing.
    ///   - idleTimeout: seconds that may pass between two pieces of a streamed answer, signs of life included.
    public init(
        _ api: CompletionAPI,
        at endpoint: ProviderEndpoint,
        model: String? = nil,
        isPaid: Bool = true,
        idleTimeout: Double = 20
    ) {
        wire = api.wire
        self.endpoint = endpoint
        self.model = model ?? api.wire.defaultModel
        self.isPaid = isPaid
        self.idleTimeout = idleTimeout
    }

    /// One request, one answer; see `CompletionProvider`.
    public func complete(
        _ request: CompletionRequest,
        timeout: Double
    ) async throws(ProviderFailure) -> CompletionAnswer {
        try answer(to: request, in: try await endpoint.send(try call(request, timeout: timeout)))
    }

    // Not inlined, as `answer`: what a call holds while it waits is its function's frame, and thousands may wait at once.
    @inline(never)
    private func call(_ request: CompletionRequest, timeout: Double) throws(ProviderFailure) -> OutboundRequest {
        try call(question(request), timeout: timeout, isStreamed: false)
    }

    @inline(never)
    private func answer(
        to request: CompletionRequest,
        in response: OutboundResponse
    ) throws(ProviderFailure) -> CompletionAnswer {
        try wire.read(response, answering: question(request)).timed(by: response)
    }

    /// The same, by server-sent events. A server that answers in one piece all the same is understood.
    public func complete(
        _ request: CompletionRequest,
        timeout: Double,
        pieces: @escaping @Sendable (String) -> Void
    ) async throws(ProviderFailure) -> CompletionAnswer {
        let question = question(request)
        return try await endpoint.stream(
            try call(question, timeout: timeout, isStreamed: true),
            idleTimeout: idleTimeout,
            eventLimit: wire.eventLimit,
            into: wire.stream(answering: question),
            pieces: pieces,
            whole: { response throws(ProviderFailure) in try wire.read(response, answering: question) }
        )
    }

    private func question(_ request: CompletionRequest) -> Question {
        Question(request: request, model: request.model ?? model, fault: endpoint.fault)
    }

    private func call(
        _ question: Question,
        timeout: Double,
        isStreamed: Bool
    ) throws(ProviderFailure) -> OutboundRequest {
        endpoint.request(
            wire.path,
            body: try wire.body(asking: question, isStreamed: isStreamed),
            timeout: timeout,
            limit: AnswerLimits.answer
        )
    }
}

extension WireFormat {
    fileprivate func read(
        _ response: OutboundResponse,
        answering question: Question
    ) throws(ProviderFailure) -> CompletionAnswer {
        guard !response.isCut else { throw question.tooLarge }
        return try read(response.body, answering: question)
    }
}
