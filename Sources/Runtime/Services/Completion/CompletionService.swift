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
    func complete(
        _ request: CompletionRequest,
        _ key: CompletionKey,
        timeout: Double,
        left: Double?,
        pieces: PieceRelay.Taker?,
        holding: (any Sendable)? = nil
    ) async throws(JobError) -> Served {
        let isStreamed = pieces != nil
        return try await underWay.outcome(key, pieces: pieces) { relay in
            defer { withExtendedLifetime(holding) {} }
            do throws(JobError) {
                switch try await self.notes.begin(key, provider: self.provider.name) {
                case .recorded(let bytes): return .success(.answer(try Self.decode(bytes)))
                case .rejected(let bytes, let attempt):
                    return .success(.rejected(try Self.decode(bytes), attempt: attempt))
                case .begun:
                    let seconds = (one: timeout, all: min(timeout, left ?? timeout))
                    return .success(.answer(try await self.ask(request, key, seconds, isStreamed ? relay : nil)))
                }
            } catch {
                return .failure(error)
            }
        }.get()
    }

    /// Marks an answer as of no use, durably.
    /// - Returns: false when the job has rejected as many as it may, or the answer was never recorded.
    func reject(_ key: CompletionKey, attempt: Int, reason: String) async -> Bool {
        await notes.reject(key, attempt: attempt, reason: reason)
    }

    /// - Parameter seconds: `one` request may take so many; none is begun again when `all` are over.
    private func ask(
        _ request: CompletionRequest,
        _ key: CompletionKey,
        _ seconds: (one: Double, all: Double),
        _ relay: PieceRelay?
    ) async throws(JobError) -> RecordedCall {
        let found: (answer: CompletionAnswer, requests: Int)
        do throws(ProviderFailure) {
            found = try await pace.call(
                first: seconds.one,
                seconds: seconds.all,
                hasBegun: { relay?.hasBegun ?? false },
                { timeout throws(ProviderFailure) in try await self.ask(request, timeout, relay) }
            )
        } catch {
            await notes.abandon(key)
            throw JobError(error)
        }
        return try await record(found.answer, request, key, requests: found.requests)
    }

    @inline(never)
    private func record(
        _ answer: CompletionAnswer,
        _ request: CompletionRequest,
        _ key: CompletionKey,
        requests: Int
    ) async throws(JobError) -> RecordedCall {
        let call = RecordedCall(answer, cost: prices?.cost(of: answer, askedModel: request.model))
        guard let bytes = call.bytes else {
            throw JobError(.permanent, code: "bad_answer", message: "the provider's answer cannot be kept")
        }
        try await notes.record(key, bytes)
        if provider.isPaid { report(call, key.job, requests: requests) }
        return call
    }

    private func ask(
        _ request: CompletionRequest,
        _ timeout: Double,
        _ relay: PieceRelay?
    ) async throws(ProviderFailure) -> CompletionAnswer {
        guard let relay else { return try await provider.complete(request, timeout: timeout) }
        return try await provider.complete(request, timeout: timeout) { relay.add($0) }
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
