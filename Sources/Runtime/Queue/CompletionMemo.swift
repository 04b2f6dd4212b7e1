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

    /// Marks a recorded answer as of no use, with the attempt that found so. What it cost stays known. A person's retry
    /// begins attempts anew: what was rejected before is then of no attempt.
    ///
    /// A job has `rejectionLimit` rejections in all. Beyond them, and where there is no recorded answer, nothing is
    /// changed.
    /// - Parameters:
    ///   - attempt: the job's, counted from 1.
    ///   - reason: for people; the beginning of it is kept.
    /// - Returns: whether the answer is rejected now, or was before.
    func reject(_ key: CompletionKey, attempt: Int, reason: String, now: WallTime) async throws(QueueError) -> Bool

    /// Calls that were begun and neither answered nor abandoned: possibly paid for without an answer.
    /// Called once at start; marks them, so that each is reported once.
    func recoverInFlight() async throws(QueueError) -> [CompletionKey]
}

/// How many answers one job may reject in all its runs and parts: so many are paid for at most on top of what a task
/// wants anyway, whatever a module does.
public let rejectionLimit = 16

/// Names one model call of one job.
public struct CompletionKey: Hashable, Sendable {
    public let job: JobID
    /// SHA-256 of the canonical request (and of the part's name, in a part of a `map`), hexadecimal.
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
    /// There was an answer, and the job rejected it: in another attempt than this one, ask under the next occurrence. A
    /// run of the same attempt, after an interruption, does what the one before did and so needs what that was given.
    case rejected([UInt8], attempt: Int?)
    case begun
}
