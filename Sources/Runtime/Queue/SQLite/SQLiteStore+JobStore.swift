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
        // A tilde sorts behind every character that an id may have.
        var values: [Value] = [.text(before?.text ?? "~"), .integer(Int64(min(max(limit, 1), 1_000)))]
        if query != .list {
            values += [
                .optional(filter.state?.code), .optional(filter.site?.name), .optional(filter.taskType),
            ]
        }
        return try await reader.perform { [values] connection throws(QueueError) in
            try connection.rows(query, values) { row throws(QueueError) in
                try JobColumns.record(row, withOutcome: true)
            }
        }
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
