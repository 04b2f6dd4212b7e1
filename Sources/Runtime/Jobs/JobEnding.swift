// SPDX-License-Identifier: Apache-2.0

/// How a job had ended before it was queued again: kept when its counters begin anew.
public struct JobEnding: Hashable, Sendable {
    /// `failed`, `quarantined` or `cancelled`.
    public var state: JobState
    /// Nil for what an older version recorded.
    public var outcome: JobOutcome?
    public var counters: JobCounters
    public var error: JobError?
    public var evidence: String?
    /// Name and version of the module that ran it last, and its file's SHA-256; nil when none had.
    public var module: String?
    public var moduleHash: String?
    public var endedAt: WallTime
    /// When it was queued again.
    public var retriedAt: WallTime

    public init(
        state: JobState,
        outcome: JobOutcome?,
        counters: JobCounters,
        error: JobError?,
        evidence: String?,
        module: String?,
        moduleHash: String?,
        endedAt: WallTime,
        retriedAt: WallTime
    ) {
        self.state = state
        self.outcome = outcome
        self.counters = counters
        self.error = error
        self.evidence = evidence
        self.module = module
        self.moduleHash = moduleHash
        self.endedAt = endedAt
        self.retriedAt = retriedAt
    }
}
