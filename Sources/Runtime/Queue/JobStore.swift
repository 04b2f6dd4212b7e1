// SPDX-License-Identifier: Apache-2.0
public import Jobs

/// What may be read of jobs by whoever asks about them. Reads never wait for the queue's writes.
public protocol JobStore: Sendable {
    /// Nil when there is no such job.
    func job(_ id: JobID) async throws(QueueError) -> JobRecord?

    /// Newest first, without results and evidence, which may be large: `job` has them.
    /// - Parameters:
    ///   - before: only jobs whose id sorts before this one: the last id of the page before.
    ///   - limit: 1 to 1,000.
    func jobs(_ filter: JobFilter, before: JobID?, limit: Int) async throws(QueueError) -> [JobRecord]

    /// How the job had ended each time before it was queued again, oldest first: the last 20.
    func endings(of id: JobID) async throws(QueueError) -> [JobEnding]

    /// How many jobs stand where.
    func counts() async throws(QueueError) -> [JobState: Int]
}

/// Which jobs to list; an absent condition holds for all.
public struct JobFilter: Sendable {
    public var site: SiteID?
    public var state: JobState?
    public var taskType: String?
    /// Accepted at this moment or later; earlier than `until`. Ids carry the moment, so that neither needs a scan.
    public var since: WallTime?
    public var until: WallTime?

    public init(
        site: SiteID? = nil,
        state: JobState? = nil,
        taskType: String? = nil,
        since: WallTime? = nil,
        until: WallTime? = nil
    ) {
        self.site = site
        self.state = state
        self.taskType = taskType
        self.since = since
        self.until = until
    }

    /// The ids that fit `since`, `until` and a page's `before`: from the first on, before the second.
    public func idBounds(before: JobID?) -> (from: String, before: String) {
        let from = since.map { JobID(at: $0, random: (0, 0)).text } ?? ""
        // A tilde sorts behind every character that an id may have.
        let end = until.map { JobID(at: $0, random: (0, 0)).text } ?? "~"
        return (from, min(before?.text ?? "~", end))
    }
}
