// SPDX-License-Identifier: Apache-2.0

/// What watches over a host from outside of its rooms: what they count, which jobs run, and what the log lost.
public struct Observation: Sendable {
    /// What the rooms count.
    public let metrics = HostMetrics()
    /// Which jobs run, for log lines.
    public let jobs: JobDirectory
    /// Log lines that were lost.
    public let droppedLines: @Sendable () -> Int

    /// - Parameters:
    ///   - jobs: the directory behind the log's `JobLines`.
    ///   - droppedLines: asked at each reading of the metrics.
    public init(jobs: JobDirectory = JobDirectory(), droppedLines: @escaping @Sendable () -> Int = { 0 }) {
        self.jobs = jobs
        self.droppedLines = droppedLines
    }
}
