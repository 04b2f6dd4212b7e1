// SPDX-License-Identifier: Apache-2.0
public import Jobs

/// The durable memory of what was asked of language models: an answer that was recorded is never asked for
/// again by its job, and a call that was in flight when the host died is known.
public protocol CompletionMemo: Sendable {
    /// Call before asking a provider. Either the recorded answer, or the note that the call begins now.
    func begin(_ key: CompletionKey, provider: String, now: WallTime) async throws(QueueError) -> MemoEntry

    /// Call before the answer is used. `answer` is kept as given.
    func record(_ key: CompletionKey, answer: [UInt8], now: WallTime) async throws(QueueError)

    /// Call when the provider gave no answer that could be used, so that this call is not counted as in flight.
    func abandon(_ key: CompletionKey, now: WallTime) async throws(QueueError)

    /// Calls that were begun and neither answered nor abandoned: possibly paid for without an answer.
    /// Called once at start; marks them, so that each is reported once.
    func recoverInFlight() async throws(QueueError) -> [CompletionKey]
}

/// Names one model call of one job.
public struct CompletionKey: Hashable, Sendable {
    public let job: JobID
    /// SHA-256 of the canonical request, hexadecimal.
    public let request: String
    /// 0 for the first such request of this job's run, 1 for the second identical one, and so on.
    public let occurrence: Int

    public init(job: JobID, request: String, occurrence: Int) {
        self.job = job
        self.request = request
        self.occurrence = occurrence
    }
}

/// What `begin` found.
public enum MemoEntry: Sendable {
    case recorded([UInt8])
    case begun
}
