// SPDX-License-Identifier: Apache-2.0

/// What came of a job's last run, told apart further than its state does. `docs/job-lifecycle.md` has the table.
public enum JobOutcome: String, Sendable, CaseIterable {
    /// It gave a result.
    case succeeded
    /// A retryable error, with attempts left: it waits for its next one.
    case retryAfter = "retry_after"
    /// It was not run, because something it needs is not to be had just now. No attempt was charged.
    case deferred
    /// Cut short for a reason that is not its own: a drain, a host's or a process's death. No attempt was charged.
    case interrupted
    /// A permanent error: another attempt would fail the same way.
    case discarded
    /// Retryable errors used up its attempts: a dead letter.
    case dead
    /// Its input killed the process, or its task called it poison.
    case quarantined
    /// Somebody asked for its end, or its task ended itself as cancelled.
    case cancelled
}

extension JobError {
    /// Why a job ended whose end somebody asked for.
    public static let cancelled = JobError(.cancelled, code: "cancelled", message: "the job was cancelled on request")
}
