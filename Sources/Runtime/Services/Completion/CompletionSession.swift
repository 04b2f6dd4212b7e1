// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
public import Jobs
import Locks
public import Providers
import Queue
import Signing

/// The model calls of one run of one job, or of one of its parts: gives each its name, so that a later run finds the
/// same answers.
public final class CompletionSession: Sendable {
    private struct State {
        /// How often each request was made in this run.
        var occurrences: [String: Int] = [:]
        /// What was answered, for `reject`.
        var answers: [UInt64: CompletionKey] = [:]
        var lastNumber: UInt64 = 0
        /// Ends when every rejection so far is recorded.
        var rejections: Task<Void, Never>?
        var parts: [String: Int] = [:]
    }

    /// Answers that can still be rejected; older ones cannot.
    private static let answerLimit = 4_096

    let job: JobID
    private let attempt: Int
    /// Names a part of a `map`; empty for the job itself.
    private let scope: String
    private let service: CompletionService
    private let end: ContinuousClock.Instant?
    let tally: UsageTally
    private let deferrals: Deferrals
    private let state = Lock(State())

    init(
        job: JobID,
        attempt: Int,
        service: CompletionService,
        seconds: Double?,
        scope: String = "",
        tally: UsageTally = UsageTally(),
        deferrals: Deferrals = Deferrals()
    ) {
        self.job = job
        self.attempt = attempt
        self.service = service
        self.scope = scope
        self.tally = tally
        self.deferrals = deferrals
        end = seconds.map { .now + .seconds(min(max(0, $0), 1e9)) }
    }

    /// The models that answered, in order, without repeats; those of the parts too.
    public var models: [String] { tally.usage.models }

    /// What the run has used so far, its parts included.
    public var usage: CallUsage { tally.usage }

    /// Seconds until the run is asked to stop; nil: not known.
    var secondsLeft: Double? { end.map { max(0, ContinuousClock.now.duration(to: $0) / .seconds(1)) } }

    /// The calls of one part of a `map`. Its answers are its own, so that parts that run at the same time do not count
    /// each other's requests, and are found again by the same part in a later run.
    /// - Parameters:
    ///   - index: which part.
    ///   - content: what the part is: its task type and input.
    ///   - seconds: what the part has until it is asked to stop.
    public func part(_ index: Int, content: [UInt8], seconds: Double?) -> CompletionSession {
        let name = "\(index):\(hexadecimal(sha256(content)))"
        // The same part of a second `map` is another part.
        let count = state.withLock { state in
            defer { state.parts[name, default: 0] += 1 }
            return state.parts[name, default: 0]
        }
        return CompletionSession(
            job: job,
            attempt: attempt,
            service: service,
            seconds: seconds,
            scope: "\(name):\(count)",
            tally: tally,
            deferrals: deferrals
        )
    }

    /// One call. The error's class says whether the job is worth another attempt. When the calling task is
    /// cancelled this ends at once; the call goes on and is recorded.
    public func complete(_ request: CompletionRequest) async throws(JobError) -> CompletionAnswer {
        try await ask(request).answer
    }

    /// The same, with a number for `reject`.
    /// - Parameters:
    ///   - pieces: takes the answer's text, in order, in pieces of at most 64 KiB, none after this has returned; one
    ///     that was recorded comes in one go. Must not block.
    ///   - holding: kept until the call itself has ended.
    public func ask(
        _ request: CompletionRequest,
        pieces: (@Sendable (String) -> Void)? = nil,
        holding: (any Sendable)? = nil
    ) async throws(JobError) -> NumberedAnswer {
        let answer = OneAnswer<Result<NumberedAnswer, JobError>>()
        let asking = ask(request, pieces: pieces, holding: holding) { answer.answer($0) }
        return try await withTaskCancellationHandler {
            await withCheckedContinuation { answer.wait($0) }
        } onCancel: {
            asking.cancel()
        }.get()
    }

    /// The same, for one who waits without a task: thousands may wait, and each suspended function takes memory.
    /// - Parameter answer: takes the answer, once, from any thread.
    /// - Returns: what can be cancelled: the answer is an error then, if none has come yet.
    public func ask(
        _ request: CompletionRequest,
        pieces: (@Sendable (String) -> Void)? = nil,
        holding: (any Sendable)? = nil,
        answer: @escaping @Sendable (Result<NumberedAnswer, JobError>) -> Void
    ) -> Asking {
        let asking = Asking(request, pieces, holding, answer)
        let hash: String
        do throws(JobError) {
            hash = try self.hash(of: request)
        } catch {
            asking.answer(.failure(error))
            return asking
        }
        // An answer that is being rejected must not be found by the request that follows.
        if let rejections = state.withLock({ $0.rejections }) {
            Task {
                await rejections.value
                self.ask(asking, hash)
            }
        } else {
            ask(asking, hash)
        }
        return asking
    }

    /// Puts the request under its next key.
    private func ask(_ asking: Asking, _ hash: String) {
        let key = CompletionKey(job: job, request: hash, occurrence: occurrence(of: hash))
        let before = deferrals.count
        let left = secondsLeft
        let waiting = service.complete(
            asking.request,
            key,
            timeout: service.timeout(left: left),
            left: left,
            pieces: asking.taker,
            holding: asking.holding
        ) { outcome in
            switch outcome {
            case .failure(let error):
                self.deferrals.note(error)
                asking.answer(.failure(error))
            case .success(let served):
                self.deferrals.overcome(before)
                if let answer = self.answer(served, key, asking) {
                    asking.answer(.success(answer))
                } else {
                    self.ask(asking, hash)
                }
            }
        }
        asking.waits(for: waiting)
    }

    /// What is handed on of what a key gave; nil: it was rejected, and the next key is to be tried.
    private func answer(
        _ served: CompletionService.Served,
        _ key: CompletionKey,
        _ asking: Asking
    ) -> NumberedAnswer? {
        switch served {
        case .rejected(let call, let attempt) where attempt != self.attempt:
            tally.add(call, isPaid: service.provider.isPaid, isUsed: false)
            return nil
        case .answer(let call), .rejected(let call, _):
            tally.add(call, isPaid: service.provider.isPaid, isUsed: true)
            asking.handOn(call.answer.text)
            return NumberedAnswer(number: number(key), call)
        }
    }

    /// Why the run's latest call that a person or time alone can mend had no answer; nil when there was none such. A run
    /// that ends for this reason is not the job's fault.
    public var deferral: JobError? { deferrals.latest }

    /// The same, unless a later call had an answer: it is then what the run ended by, whatever its task says.
    public var standingDeferral: JobError? { deferrals.standing }

    /// Makes a call, and remembers a failure that defers the job.
    func noting<Answer>(_ call: () async throws(JobError) -> Answer) async throws(JobError) -> Answer {
        let before = deferrals.count
        do throws(JobError) {
            let answer = try await call()
            deferrals.overcome(before)
            return answer
        } catch {
            deferrals.note(error)
            throw error
        }
    }

    /// The answer of this number is of no use: the next identical request asks anew, and no later attempt is served it
    /// again; a run that goes on with this attempt is, and may reject it as before. A job may reject `rejectionLimit`
    /// answers in all; beyond that the next identical request gets the same answer again. Returns at once. Numbers that are not known, or were rejected before, mean nothing.
    public func reject(_ number: UInt64, reason: String) {
        state.withLock { state in
            guard let key = state.answers.removeValue(forKey: number) else { return }
            let before = state.rejections
            state.rejections = Task {
                await before?.value
                if await !self.service.reject(key, attempt: self.attempt, reason: reason) { self.goBack(to: key) }
            }
        }
    }

    /// Makes the next such request the one that was answered.
    private func goBack(to key: CompletionKey) {
        state.withLock { state in
            let count = state.occurrences[key.request, default: 0]
            state.occurrences[key.request] = min(count, key.occurrence)
        }
    }

    private func occurrence(of hash: String) -> Int {
        state.withLock { state in
            let count = state.occurrences[hash, default: 0]
            state.occurrences[hash] = count + 1
            return count
        }
    }

    private func number(_ key: CompletionKey) -> UInt64 {
        state.withLock { state in
            state.lastNumber += 1
            state.answers[state.lastNumber] = key
            if state.lastNumber > Self.answerLimit {
                state.answers[state.lastNumber - UInt64(Self.answerLimit)] = nil
            }
            return state.lastNumber
        }
    }

    /// SHA-256 over the request's JSON with sorted members: the same request in any process and any run.
    @inline(never)
    private func hash(of request: CompletionRequest) throws(JobError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let bytes = try? encoder.encode(request) else {
            throw JobError(.permanent, code: "bad_prompt", message: "the prompt holds a number that is no number")
        }
        return key(of: Array(bytes))
    }

    /// What a part asks is told from what the job asks itself, and from other parts.
    func key(of request: [UInt8]) -> String {
        hexadecimal(sha256(scope.isEmpty ? request : Array(scope.utf8) + [0] + request))
    }
}

/// An answer, and its name within its run.
public struct NumberedAnswer: Sendable {
    public let number: UInt64
    public var answer: CompletionAnswer { call.answer }
    private let call: RecordedCall

    init(number: UInt64, _ call: RecordedCall) {
        self.number = number
        self.call = call
    }
}
