// SPDX-License-Identifier: Apache-2.0

/// What somebody outside asks of a job: what it leads to is decided by the job's state alone.
public enum JobRequest: Sendable, Hashable, CaseIterable {
    /// It is to end without a result.
    case cancel
    /// It has ended without one, and is to be tried again.
    case retry

    /// What becomes of the job.
    public enum Answer: Sendable, Hashable {
        /// It ends as cancelled, now.
        case finish
        /// It runs: its module is told, and it ends as cancelled when that has stopped.
        case tell
        /// It goes back to the queue with all its attempts, under its old id.
        case requeue
        /// Its state does not allow it; nothing changes.
        case refuse
    }

    /// Every pair of request and state has its answer.
    public func answer(in state: JobState) -> Answer {
        switch (self, state) {
        case (.cancel, .queued): .finish
        case (.cancel, .running): .tell
        case (.cancel, .succeeded), (.cancel, .failed), (.cancel, .quarantined), (.cancel, .cancelled): .refuse
        case (.retry, .failed), (.retry, .quarantined), (.retry, .cancelled): .requeue
        case (.retry, .queued), (.retry, .running), (.retry, .succeeded): .refuse
        }
    }
}
