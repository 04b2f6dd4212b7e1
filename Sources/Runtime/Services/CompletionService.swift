// SPDX-License-Identifier: Apache-2.0
public import Jobs
public import Observability
public import Providers
public import Queue

/// The host service `complete`: memo, then provider, then memo. A module never sees the provider.
public final class CompletionService: Sendable {
    let provider: any CompletionProvider
    let memo: any CompletionMemo
    let clock: any WallClock
    let log: Logger
    /// Seconds a call may take.
    let timeout: Double

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
}
