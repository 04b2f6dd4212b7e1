// SPDX-License-Identifier: Apache-2.0
import Jobs
import Observability
import Queue

/// The memo as services that pay use it: what its faults mean for a job.
struct CallNotes: Sendable {
    let memo: any CompletionMemo
    let clock: any WallClock
    let log: Logger

    static let corrupt = JobError(
        .permanent,
        code: "memo_corrupt",
        message: "the recorded answer of a model call is unreadable"
    )

    /// Notes that a call begins, or gives its recorded answer. What cannot be noted is not asked.
    func begin(_ key: CompletionKey, provider: String) async throws(JobError) -> MemoEntry {
        do throws(QueueError) {
            return try await memo.begin(key, provider: provider, now: clock.now())
        } catch {
            throw JobError(.retryable, code: "memo_unavailable", message: "the call was not made: \(error)")
        }
    }

    /// An answer that was paid for is not let go because the disk is full: it waits here until it is durable.
    func record(_ key: CompletionKey, _ answer: [UInt8]) async throws(JobError) {
        while true {
            do throws(QueueError) {
                return try await memo.record(key, answer: answer, now: clock.now())
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

    /// Best effort: left behind, the note only makes the next start report one call too many.
    func abandon(_ key: CompletionKey) async { try? await memo.abandon(key, now: clock.now()) }

    /// Whether the answer counts as rejected now. When that cannot be written down it holds for this run alone.
    func reject(_ key: CompletionKey, attempt: Int, reason: String) async -> Bool {
        do throws(QueueError) {
            return try await memo.reject(key, attempt: attempt, reason: reason, now: clock.now())
        } catch {
            log.warning("a rejection was not recorded: \(error)", ["job_id": key.job.text])
            return true
        }
    }
}
