// SPDX-License-Identifier: Apache-2.0
public import Jobs

/// What may be read of jobs by whoever asks about them. Reads never wait for the queue's writes.
public protocol JobStore: Sendable {
    /// Nil when there is no such job.
    func job(_ id: JobID) async throws(QueueError) -> JobRecord?

    /// Newest first.
    /// - Parameters:
    ///   - before: only jobs whose id sorts before this one: the last id of the page before.
    ///   - limit: 1 to 1,000.
    func jobs(_ filter: JobFilter, before: JobID?, limit: Int) async throws(QueueError) -> [JobRecord]

    /// How many jobs stand where.
    func counts() async throws(QueueError) -> [JobState: Int]
}

/// Which jobs to list; an absent condition holds for all.
public struct JobFilter: Sendable {
    public var site: SiteID?
    public var state: JobState?
    public var taskType: String?

    public init(site: SiteID? = nil, state: JobState? = nil, taskType: String? = nil) {
        self.site = site
        self.state = state
        self.taskType = taskType
    }
}
