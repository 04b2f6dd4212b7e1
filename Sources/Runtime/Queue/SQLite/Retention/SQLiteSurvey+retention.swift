// SPDX-License-Identifier: Apache-2.0
public import Jobs
public import Queue

/// What of the queue is kept. Nil: without end.
public struct QueueRetention: Sendable, Hashable {
    /// Jobs that ended before then go, and everything that belongs to them.
    public var jobsEndedBefore: WallTime?
    /// Ended jobs beyond so many go, the oldest first.
    public var endedJobs: Int?
    /// Results of jobs that ended before then go; the jobs stay.
    public var resultsEndedBefore: WallTime?
    /// Callbacks that were made before then, and do not wait any more, go with their attempts.
    public var deliveriesBefore: WallTime?

    /// Everything is kept.
    public init() {}
}

/// What a step of retention looked at, for the next one to go on.
public struct RetentionStep: Sendable {
    /// Rows to remove, at most `RetentionStep.limit`.
    public var rows: [Int64] = []
    /// Where the next step begins; nil: there is none.
    public var next: String?

    /// Rows that one step looks at, and so removes at most: a write of some milliseconds.
    public static let limit = 200
}

extension SQLiteSurvey {
    /// The next jobs, in the order of their making, that have ended before `time`, or that belong to the oldest
    /// `surplus` ended ones, and for which no callback waits.
    /// - Parameters:
    ///   - cursor: `next` of the step before; empty to begin.
    ///   - surplus: what is left of it is given back.
    public func endedJobs(
        before time: WallTime?,
        surplus: inout Int,
        from cursor: String
    ) async throws(QueueError) -> RetentionStep {
        let found = try await candidates(.retentionJobs, cursor)
        var step = RetentionStep(next: found.count < RetentionStep.limit ? nil : found.last?.id)
        for job in found where job.isEnded {
            let isOld = time.map { job.endedAt < $0.milliseconds } ?? false
            guard isOld || surplus > 0 else { continue }
            surplus = max(0, surplus - 1)
            if !job.isHeld { step.rows.append(job.row) }
        }
        // Ids begin with the time of their making: behind it nothing can have ended before.
        if surplus == 0, let time, let last = found.last, last.createdAt > time.milliseconds { step.next = nil }
        if surplus == 0, time == nil { step.next = nil }
        return step
    }

    /// The next jobs that ended before `time` and still have a result.
    public func results(endedBefore time: WallTime, from cursor: String) async throws(QueueError) -> RetentionStep {
        let found = try await candidates(.retentionResults, cursor)
        let rows = found.filter { $0.isEnded && $0.isHeld && $0.endedAt < time.milliseconds }.map(\.row)
        var step = RetentionStep(rows: rows, next: found.count < RetentionStep.limit ? nil : found.last?.id)
        if let last = found.last, last.createdAt > time.milliseconds { step.next = nil }
        return step
    }

    /// The next callbacks that were made before `time` and do not wait.
    public func deliveries(before time: WallTime, from cursor: String) async throws(QueueError) -> RetentionStep {
        try await read { connection throws(QueueError) in
            let found = try connection.rows(
                .retentionCallbacks,
                [.integer(Int64(cursor) ?? 0), .integer(Int64(RetentionStep.limit))]
            ) { row in (row: row.integer(0), isWaiting: row.integer(1) == 0, at: row.integer(2)) }
            var step = RetentionStep(next: found.count < RetentionStep.limit ? nil : found.last.map { "\($0.row)" })
            step.rows = found.filter { !$0.isWaiting && $0.at < time.milliseconds }.map(\.row)
            if let last = found.last, last.at > time.milliseconds { step.next = nil }
            return step
        }
    }

    private struct Candidate: Sendable {
        let row: Int64
        let id: String
        let isEnded: Bool
        let endedAt: Int64
        let createdAt: Int64
        /// For jobs: a callback waits. For results: there is one.
        let isHeld: Bool
    }

    private func candidates(_ query: Query, _ cursor: String) async throws(QueueError) -> [Candidate] {
        try await read { connection throws(QueueError) in
            try connection.rows(query, [.text(cursor), .integer(Int64(RetentionStep.limit))]) { row in
                Candidate(
                    row: row.integer(0),
                    id: row.text(1),
                    isEnded: row.integer(2) >= 2,
                    endedAt: row.integer(3),
                    createdAt: row.integer(4),
                    isHeld: row.flag(5)
                )
            }
        }
    }
}
