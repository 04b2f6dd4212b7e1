// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
public import Jobs
import Observability
public import Providers
import Queue
import Signing
import Synchronization

/// The model calls of one run of one job: counts identical requests, asks the memo before the provider, and
/// tells it the answer before anyone uses it.
public final class CompletionSession: Sendable {
    private struct State {
        /// How often each request was made in this run.
        var occurrences: [String: Int] = [:]
        var models: [String] = []
    }
    private let job: JobID
    private let service: CompletionService
    private let state = Mutex(State())

    init(job: JobID, service: CompletionService) {
        self.job = job
        self.service = service
    }

    /// The models that answered, in order, without repeats.
    public var models: [String] { state.withLock { $0.models } }

    /// One call. The error's class says whether the job is worth another attempt.
    public func complete(_ request: CompletionRequest) async throws(JobError) -> CompletionAnswer {
        let key = try key(of: request)
        let answer: CompletionAnswer
        switch try await begin(key) {
        case .recorded(let bytes): answer = try Self.decode(bytes)
        case .begun: answer = try await ask(request, key)
        }
        state.withLock { if !$0.models.contains(answer.model) { $0.models.append(answer.model) } }
        return answer
    }

    /// SHA-256 over the request's JSON with sorted members: the same request in any process and any run.
    private func key(of request: CompletionRequest) throws(JobError) -> CompletionKey {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let bytes = try? encoder.encode(request) else {
            throw JobError(.permanent, code: "bad_prompt", message: "the prompt holds a number that is no number")
        }
        let hash = hexadecimal(sha256(Array(bytes)))
        let occurrence = state.withLock { state in
            let count = state.occurrences[hash, default: 0]
            state.occurrences[hash] = count + 1
            return count
        }
        return CompletionKey(job: job, request: hash, occurrence: occurrence)
    }

    private func begin(_ key: CompletionKey) async throws(JobError) -> MemoEntry {
        do throws(QueueError) {
            return try await service.memo.begin(key, provider: service.provider.name, now: service.clock.now())
        } catch {
            throw JobError(.retryable, code: "memo_unavailable", message: "the call was not made: \(error)")
        }
    }

    private func ask(_ request: CompletionRequest, _ key: CompletionKey) async throws(JobError) -> CompletionAnswer {
        let answer: CompletionAnswer
        do throws(ProviderFailure) {
            answer = try await service.provider.complete(request, timeout: service.timeout)
        } catch {
            // Best effort: left behind, the note only makes the next start report one call too many.
            try? await service.memo.abandon(key, now: service.clock.now())
            throw JobError(error, isCancelled: Task.isCancelled)
        }
        try await record(answer, key)
        return answer
    }

    /// An answer that was paid for is not let go because the disk is full: it waits here until it is durable
    /// or the job is cancelled.
    private func record(_ answer: CompletionAnswer, _ key: CompletionKey) async throws(JobError) {
        guard let bytes = try? JSONEncoder().encode(answer) else {
            throw JobError(.permanent, code: "bad_answer", message: "the provider's answer cannot be kept")
        }
        while true {
            do throws(QueueError) {
                return try await service.memo.record(key, answer: Array(bytes), now: service.clock.now())
            } catch {
                service.log.error("an answer cannot be recorded yet: \(error)", ["job_id": job.text])
                do {
                    try await Task.sleep(for: .milliseconds(500))
                } catch {
                    throw JobError(.cancelled, code: "cancelled", message: "cancelled before the answer was recorded")
                }
            }
        }
    }

    private static func decode(_ bytes: [UInt8]) throws(JobError) -> CompletionAnswer {
        guard let answer = try? JSONDecoder().decode(CompletionAnswer.self, from: Data(bytes)) else {
            throw JobError(
                .permanent,
                code: "memo_corrupt",
                message: "the recorded answer of a model call is unreadable"
            )
        }
        return answer
    }
}

extension JobError {
    /// What a provider's failure means for the job.
    fileprivate init(_ failure: ProviderFailure, isCancelled: Bool) {
        guard !isCancelled else {
            self.init(.cancelled, code: "cancelled", message: "the model call was cancelled")
            return
        }
        switch failure.kind {
        case .rateLimited: self.init(.retryable, code: "provider_rate_limited", message: failure.message)
        case .overloaded: self.init(.retryable, code: "provider_overloaded", message: failure.message)
        case .spendCap: self.init(.retryable, code: "provider_spend_cap", message: failure.message)
        case .unauthorized: self.init(.retryable, code: "provider_unauthorized", message: failure.message)
        case .broken: self.init(.retryable, code: "provider_broken_answer", message: failure.message)
        case .unreachable: self.init(.retryable, code: "provider_unreachable", message: failure.message)
        case .timedOut: self.init(.retryable, code: "provider_timed_out", message: failure.message)
        case .tooLong: self.init(.permanent, code: "prompt_too_long", message: failure.message)
        case .contentRefused: self.init(.permanent, code: "content_refused", message: failure.message)
        case .badRequest: self.init(.permanent, code: "provider_bad_request", message: failure.message)
        }
        retryAfter = failure.retryAfter
    }
}
