// SPDX-License-Identifier: Apache-2.0

/// That a job went from one state to the next: what those hear of it who follow jobs as they go.
public struct JobTransition: Sendable, Hashable {
    public var job: JobID
    public var site: SiteID
    public var taskType: String
    /// Where it stands now.
    public var state: JobState
    /// What came of the run that ended; nil for a job that was accepted, or begins to run.
    public var outcome: JobOutcome?
    public var at: WallTime

    public init(
        job: JobID,
        site: SiteID,
        taskType: String,
        state: JobState,
        outcome: JobOutcome? = nil,
        at: WallTime
    ) {
        self.job = job
        self.site = site
        self.taskType = taskType
        self.state = state
        self.outcome = outcome
        self.at = at
    }

    /// Where this job stands.
    public init(_ record: JobRecord, at time: WallTime) {
        self.init(
            job: record.id,
            site: record.site,
            taskType: record.taskType,
            state: record.state,
            outcome: record.outcome,
            at: time
        )
    }
}
