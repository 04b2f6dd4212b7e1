// SPDX-License-Identifier: Apache-2.0
public import Jobs

/// What may be asked of jobs from outside while they live, or after. What each state answers is
/// `JobRequest.answer`; every engine follows it, in one step with whatever it records.
public protocol JobControl: Sendable {
    /// Asks for a job's end. One that is queued ends now, with the callback that reports it; one that runs is marked,
    /// so that it ends as cancelled whatever becomes of its run, also after its host's death: whoever runs it is to
    /// be told beside this.
    /// - Parameter callback: the callback that reports the end of this job, nil when nobody waits for one. Does no
    ///   I/O; may be called more than once, and only what it gave last is kept.
    func cancel(
        _ id: JobID,
        now: WallTime,
        callback: @escaping @Sendable (JobRecord) -> NewCallback?
    ) async throws(QueueError) -> ControlResult

    /// Queues a job again that has ended without a result: due now, no attempt and no crash counted. How it had ended
    /// is kept. A suspect stays one.
    func retry(_ id: JobID, now: WallTime) async throws(QueueError) -> ControlResult
}

/// What came of it.
public enum ControlResult: Sendable {
    /// There is no such job.
    case unknown
    /// Its state does not allow it. Nothing was changed.
    case refused(JobState)
    /// It cannot run again: its input is no longer kept. Nothing was changed.
    case inputGone(JobState)
    /// The job as it is now, without its result, and what became of it.
    case done(JobRecord, JobRequest.Answer)
}
