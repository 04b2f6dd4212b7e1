// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
public import Jobs
public import Observability
public import Providers
public import Queue

/// The host service `complete`: memo, then provider, then memo. A module never sees the provider.
public final class CompletionService: Sendable {
    private let provider: any CompletionProvider
    private let memo: any CompletionMemo
    private let clock: any WallClock
    private let log: Logger
    private let timeout: Double
    private let underWay = CallsUnderWay()

    /// - Parameter timeout: seconds a call may take.
    public init(
        provider: any CompletionProvider,
        memo: any CompletionMemo,
        clock: any WallClock,
        log: Logger,
        timeout: Double = 30
    ) {
        self.provider = provider
        self.memo = memo
        self.clock = clock
        self.log = log
        self.timeout = timeout
    }

    /// The calls of one run of one job. A new run counts its identical requests from zero again, and so finds
    /// the answers of the run before.
    public func session(for job: JobID) -> CompletionSession { CompletionSession(job: job, service: self) }

    /// Reports the calls that were in flight when the host died. Call once at start.
    /// - Returns: how many there were.
    public func reportInFlight() async throws(QueueError) -> Int {
        let calls = try await memo.recoverInFlight()
        for call in calls {
            log.warning(
                "a model call was in flight when the host ended: possibly paid for without an answer",
                ["job_id": call.job.text]
            )
        }
        return calls.count
    }

    /// The answer to a request: the recorded one, that of the same call under way, or a new one.
    func complete(_ request: CompletionRequest, _ key: CompletionKey) async throws(JobError) -> CompletionAnswer {
        try await underWay.outcome(key) {
            do throws(JobError) {
                switch try await self.begin(key) {
                case .recorded(let bytes): return .success(try Self.decode(bytes))
                case .begun: return .success(try await self.ask(request, key))
                }
            } catch {
                return .failure(error)
            }
        }.get()
    }

    private func begin(_ key: CompletionKey) async throws(JobError) -> MemoEntry {
        do throws(QueueError) {
            return try await memo.begin(key, provider: provider.name, now: clock.now())
        } catch {
            throw JobError(.retryable, code: "memo_unavailable", message: "the call was not made: \(error)")
        }
    }

    private func ask(_ request: CompletionRequest, _ key: CompletionKey) async throws(JobError) -> CompletionAnswer {
        let answer: CompletionAnswer
        do throws(ProviderFailure) {
            answer = try await provider.complete(request, timeout: timeout)
        } catch {
            // Best effort: left behind, the note only makes the next start report one call too many.
            try? await memo.abandon(key, now: clock.now())
            throw JobError(error)
        }
        try await record(answer, key)
        return answer
    }

    /// An answer that was paid for is not let go because the disk is full: it waits here until it is durable.
    private func record(_ answer: CompletionAnswer, _ key: CompletionKey) async throws(JobError) {
        guard let bytes = try? JSONEncoder().encode(answer) else {
            throw JobError(.permanent, code: "bad_answer", message: "the provider's answer cannot be kept")
        }
        while true {
            do throws(QueueError) {
                return try await memo.record(key, answer: Array(bytes), now: clock.now())
            } catch {
                guard error.code == .full else {
                    throw JobError(
                        .retryable,
                        code: "memo_unavailable",
                        message: "an answer was not recorded: \(error)"
                    )
                }
                log.error("an answer cannot be recorded yet: \(error)", ["job_id": key.job.text])
                try? await Task.sleep(for: .milliseconds(500))
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
