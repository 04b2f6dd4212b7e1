// SPDX-License-Identifier: Apache-2.0
public import Jobs
public import Queue

extension SQLiteStore: JobStore {
    /// See `JobStore`.
    public func job(_ id: JobID) async throws(QueueError) -> JobRecord? {
        try await reader.perform { connection throws(QueueError) in
            try connection.first(.job, [.text(id.text)]) { row throws(QueueError) in
                try JobColumns.record(row, withOutcome: true)
            }
        }
    }

    /// See `JobStore`. A limit outside 1 to 1,000 is taken as the nearer end.
    public func jobs(_ filter: JobFilter, before: JobID?, limit: Int) async throws(QueueError) -> [JobRecord] {
        let query: Query
        switch (filter.site, filter.state) {
        case (nil, nil): query = filter.taskType == nil ? .list : .listByType
        case (nil, _?): query = .listByState
        case (_?, nil): query = .listBySite
        case (_?, _?): query = .listBySiteAndState
        }
        let bounds = filter.idBounds(before: before)
        var values: [Value] = [.text(bounds.before), .integer(Int64(min(max(limit, 1), 1_000)))]
        values += [
            .optional(filter.state?.code), .optional(filter.site?.name), .optional(filter.taskType),
            .text(bounds.from),
        ]
        return try await reader.perform { [values] connection throws(QueueError) in
            try connection.rows(query, values) { row throws(QueueError) in
                try JobColumns.record(row, withOutcome: true)
            }
        }
    }

    /// See `JobStore`.
    public func endings(of id: JobID) async throws(QueueError) -> [JobEnding] {
        try await reader.perform { connection throws(QueueError) in
            try connection.rows(.endings, [.text(id.text)], Self.ending)
        }
    }

    private static func ending(_ row: Row) throws(QueueError) -> JobEnding {
        var error: JobError?
        if let name = row.optionalText(4) {
            let kind = try row.required(JobError.Class(rawValue: name), "error class")
            error = JobError(kind, code: row.text(5), message: row.text(6))
        }
        return JobEnding(
            state: try row.required(JobState(code: row.integer(0)), "job state"),
            outcome: row.optionalInteger(1).flatMap { JobOutcome(code: $0) },
            counters: JobCounters(attempts: Int(row.integer(2)), crashes: Int(row.integer(3)), isSuspect: row.flag(12)),
            error: error,
            evidence: row.optionalText(7),
            module: row.optionalText(8),
            moduleHash: row.optionalText(9),
            endedAt: WallTime(milliseconds: row.integer(10)),
            retriedAt: WallTime(milliseconds: row.integer(11))
        )
    }

    /// See `JobStore`. Every state is in it, also with 0.
    public func counts() async throws(QueueError) -> [JobState: Int] {
        try await reader.perform { connection throws(QueueError) in
            let rows = try connection.rows(.counts) { row throws(QueueError) in
                (try row.required(JobState(code: row.integer(0)), "job state"), Int(row.integer(1)))
            }
            return Dictionary(rows) { first, _ in first }
        }
    }
}
