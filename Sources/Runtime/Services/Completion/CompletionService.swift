// SPDX-License-Identifier: Apache-2.0
public import Jobs
public import Observability
public import Prices
public import Providers
public import Queue

/// The host service `complete`: memo, then provider, then memo. A module never sees the provider.
public final class CompletionService: Sendable {
    /// Who answers.
    public let provider: any CompletionProvider
    private let memo: any CompletionMemo
    private let notes: CallNotes
    private let log: Logger
    private let timeout: Double
    private let prices: PriceTable?
    private let pace: CallPace
    private let underWay = CallsUnderWay<Served>()

    /// What a key gives: an answer, or one that the job rejected.
    indirect enum Served: Sendable {
        case answer(RecordedCall)
        case rejected(RecordedCall, attempt: Int?)
    }

    /// The longest time that one call gets, in seconds.
    static let longestTimeout = 600.0

    /// - Parameters:
    ///   - prices: what models cost; nil: nobody knows.
    ///   - pace: when a failed call is made again.
    ///   - timeout: seconds that every call may take; where a job has much more time left, its calls get three fifths
    ///     of it, 600 s at most, so that there is room for another try.
    public init(
        provider: any CompletionProvider,
        memo: any CompletionMemo,
        clock: any WallClock,
        log: Logger,
        prices: PriceTable? = nil,
        pace: CallPace = .machine,
        timeout: Double = 30
    ) {
        self.provider = provider
        self.prices = prices
        self.pace = pace
        self.memo = memo
        notes = CallNotes(memo: provider.isRepeatable ? NoMemo() : memo, clock: clock, log: log)
        self.log = log
        self.timeout = timeout
    }

    /// The calls of one run of one job. A new run counts its identical requests from zero again, and so finds
    /// the answers of the run before.
    /// - Parameters:
    ///   - attempt: the job's, counted from 1. A run that goes on with an attempt is given what the run before was, answers
    ///     that this rejected among them, and so asks for nothing that was paid for.
    ///   - seconds: what the job has from now until it is asked to stop; nil: not known.
    public func session(for job: JobID, attempt: Int, seconds: Double? = nil) -> CompletionSession {
        CompletionSession(job: job, attempt: attempt, service: self, seconds: seconds)
    }

    /// Reports the calls that were in flight when the host died. Call once at start.
    /// - Parameter fields: what the line about a job bears.
    /// - Returns: how many there were.
    public func reportInFlight(
        _ fields: (JobID) async -> [String: String] = { ["job_id": $0.text] }
    ) async throws(QueueError) -> Int {
        let calls = try await memo.recoverInFlight()
        for call in calls {
            log.warning(
                "a model call was in flight when the host ended: possibly paid for without an answer",
                await fields(call.job)
            )
        }
        return calls.count
    }

    /// Seconds that a call may take when its job has so many left.
    func timeout(left: Double?) -> Double {
        max(timeout, min((left ?? 0) * 0.6, Self.longestTimeout))
    }

    /// The answer to a request: the recorded one, that of the same call under way, or a new one.
    /// - Parameters:
    ///   - timeout: seconds that one request may take.
    ///   - left: seconds that the job has; nil: not known. Nothing is tried again beyond them.
    ///   - pieces: takes the text of a new answer as it comes; nothing of a recorded one.
    ///   - holding: kept until the call has ended, which may be after its caller has gone.
    ///   - answer: takes what the key gives, once, from any thread. A closure and no task that waits: thousands may.
    func complete(
        _ request: CompletionRequest,
        _ key: CompletionKey,
        timeout: Double,
        left: Double?,
        pieces: PieceRelay.Taker?,
        holding: (any Sendable)? = nil,
        answer: @escaping @Sendable (CallsUnderWay<Served>.Outcome) -> Void
    ) -> CallsUnderWay<Served>.Waiting {
        let call = Call(
            request,
            key,
            seconds: (one: timeout, all: min(timeout, left ?? timeout)),
            isStreamed: pieces != nil,
            holding: holding
        )
        return underWay.join(key, pieces: pieces, make: { await self.outcome(of: call, $0) }, answer: answer)
    }

    private func outcome(of call: Call, _ relay: PieceRelay) async -> CallsUnderWay<Served>.Outcome {
        do throws(JobError) {
            if let known = try await known(call) { return .success(known) }
            return .success(.answer(try await ask(call, call.isStreamed ? relay : nil)))
        } catch {
            return .failure(error)
        }
    }

    /// What the memo has; nil when the call begins now.
    @inline(never)
    private func known(_ call: Call) async throws(JobError) -> Served? {
        switch try await notes.begin(call.key, provider: provider.name) {
        case .recorded(let bytes): .answer(try Self.decode(bytes))
        case .rejected(let bytes, let attempt): .rejected(try Self.decode(bytes), attempt: attempt)
        case .begun: nil
        }
    }

    /// Marks an answer as of no use, durably.
    /// - Returns: false when the job has rejected as many as it may, or the answer was never recorded.
    func reject(_ key: CompletionKey, attempt: Int, reason: String) async -> Bool {
        await notes.reject(key, attempt: attempt, reason: reason)
    }

    /// A call that the memo does not have. A reference, for while it waits each suspended function holds what it uses, and
    /// thousands may wait at once. For the same reason whatever is large is in functions that do not wait.
    private final class Call: Sendable {
        let request: CompletionRequest
        let key: CompletionKey
        /// `one` request may take so many; none is begun again when `all` are over.
        let seconds: (one: Double, all: Double)
        /// Somebody wants the answer in pieces.
        let isStreamed: Bool
        /// Kept until the call has ended.
        let holding: (any Sendable)?

        init(
            _ request: CompletionRequest,
            _ key: CompletionKey,
            seconds: (one: Double, all: Double),
            isStreamed: Bool,
            holding: (any Sendable)?
        ) {
            self.request = request
            self.key = key
            self.seconds = seconds
            self.isStreamed = isStreamed
            self.holding = holding
        }
    }

    /// - Parameter relay: takes the pieces of the answer, where somebody wants them.
    private func ask(_ call: Call, _ relay: PieceRelay?) async throws(JobError) -> RecordedCall {
        try await record(try await found(call, relay), call)
    }

    @inline(never)
    private func found(
        _ call: Call,
        _ relay: PieceRelay?
    ) async throws(JobError) -> CallTrial<CompletionAnswer>.Found {
        let trial = trial(call, relay)
        while true {
            let outcome = await trial.next()
            if let found = outcome.found { return found }
            guard let wait = outcome.wait else { throw await abandoned(call, outcome) }
            await pace.sleep(wait)
        }
    }

    @inline(never)
    private func trial(_ call: Call, _ relay: PieceRelay?) -> CallTrial<CompletionAnswer> {
        guard let relay else {
            return pace.trial(first: call.seconds.one, seconds: call.seconds.all) {
                timeout throws(ProviderFailure) in
                try await self.provider.complete(call.request, timeout: timeout)
            }
        }
        return pace.trial(first: call.seconds.one, seconds: call.seconds.all, hasBegun: { relay.hasBegun }) {
            timeout throws(ProviderFailure) in
            try await self.provider.complete(call.request, timeout: timeout) { relay.add($0) }
        }
    }

    @inline(never)
    private func abandoned(_ call: Call, _ outcome: CallTrial<CompletionAnswer>.Outcome) async -> JobError {
        await notes.abandon(call.key)
        return JobError(outcome.failure)
    }

    @inline(never)
    private func record(
        _ found: CallTrial<CompletionAnswer>.Found,
        _ call: Call
    ) async throws(JobError) -> RecordedCall {
        let recorded = recorded(found, call)
        guard let bytes = recorded.bytes else {
            throw JobError(.permanent, code: "bad_answer", message: "the provider's answer cannot be kept")
        }
        try await notes.record(call.key, bytes)
        if provider.isPaid { report(recorded, call.key.job, requests: found.requests) }
        return recorded
    }

    @inline(never)
    private func recorded(_ found: CallTrial<CompletionAnswer>.Found, _ call: Call) -> RecordedCall {
        RecordedCall(found.answer, cost: prices?.cost(of: found.answer, askedModel: call.request.model))
    }

    @inline(never)
    private func report(_ call: RecordedCall, _ job: JobID, requests: Int) {
        let answer = call.answer
        var fields = [
            "job_id": job.text, "provider": provider.name, "model": answer.model,
            "input_tokens": "\(answer.inputTokens)", "cached_tokens": "\(answer.cachedInputTokens)",
            "output_tokens": "\(answer.outputTokens)", "requests": "\(requests)",
        ]
        fields["ms"] = answer.timing.map { "\($0.whole)" }
        fields["first_byte_ms"] = answer.timing?.firstByte.map { "\($0)" }
        if let cost = call.cost {
            fields["cost_micro"] = "\(cost.microUnits)"
            fields["currency"] = cost.currency
        }
        log.info("model call", fields)
    }

    private static func decode(_ bytes: [UInt8]) throws(JobError) -> RecordedCall {
        guard let call = RecordedCall(bytes) else { throw CallNotes.corrupt }
        return call
    }
}
