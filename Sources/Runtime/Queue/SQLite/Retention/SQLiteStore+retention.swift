// SPDX-License-Identifier: Apache-2.0
import Jobs
public import Queue

/// The writes of retention: each a few milliseconds, so that jobs' own writes never wait for long.
extension SQLiteStore {
    /// Removes ended jobs with all that belongs to them. What has come to life meanwhile stays.
    /// - Returns: how many went.
    public func removeJobs(_ rows: [Int64]) async throws(QueueError) -> Int {
        guard !rows.isEmpty else { return 0 }
        return try await write(weight: 4_096 * rows.count) { connection throws(QueueError) in
            var count = 0
            for row in rows {
                let gone = try connection.first(.removeJob, [.integer(row)]) { row throws(QueueError) in
                    (id: row.text(0), state: try row.required(JobState(code: row.integer(1)), "job state"))
                }
                guard let gone else { continue }
                try connection.execute(.deleteCompletions, [.text(gone.id)])
                connection.tally.remove(gone.state)
                count += 1
            }
            return count
        }
    }

    /// Removes the results of jobs, which stay.
    public func removeResults(_ rows: [Int64]) async throws(QueueError) -> Int {
        try await each(.removeResult, rows)
    }

    /// Removes callbacks that do not wait, with their attempts.
    public func removeDeliveries(_ rows: [Int64]) async throws(QueueError) -> Int {
        try await each(.removeCallback, rows)
    }

    /// Gives pages that nothing uses back to the device, a few at a time.
    /// - Returns: whether there are more.
    public func shrink() async throws(QueueError) -> Bool {
        try await write { connection throws(QueueError) in
            try connection.run("PRAGMA incremental_vacuum(256)")
            return try connection.integer(of: "PRAGMA freelist_count") ?? 0 > 8_192
        }
    }

    private func each(_ query: Query, _ rows: [Int64]) async throws(QueueError) -> Int {
        guard !rows.isEmpty else { return 0 }
        return try await write(weight: 4_096 * rows.count) { connection throws(QueueError) in
            var count = 0
            for row in rows { count += try connection.execute(query, [.integer(row)]) }
            return count
        }
    }
}
