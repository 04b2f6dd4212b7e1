// SPDX-License-Identifier: Apache-2.0
public import Jobs
public import Queue

extension SQLiteStore: CompletionMemo {
    /// See `CompletionMemo`.
    public func begin(
        _ key: CompletionKey,
        provider: String,
        now: WallTime
    ) async throws(QueueError) -> MemoEntry {
        try await write { connection throws(QueueError) in
            let recorded = try connection.first(.findCompletion, key.values) { row -> MemoEntry? in
                guard row.integer(0) == 1 else { return nil }
                return row.flag(2)
                    ? .rejected(row.bytes(1), attempt: row.optionalInteger(3).map { Int($0) })
                    : .recorded(row.bytes(1))
            }
            if let entry = recorded ?? nil { return entry }
            let note: [Value] = [.text(provider.bounded(toBytes: 200)), .integer(now.milliseconds)]
            try connection.execute(.beginCompletion, key.values + note)
            return .begun
        }
    }

    /// See `CompletionMemo`. The first answer that was recorded stays; for a job that has succeeded none is kept.
    public func record(_ key: CompletionKey, answer: [UInt8], now: WallTime) async throws(QueueError) {
        try await write(weight: answer.count + 256) { connection throws(QueueError) in
            _ = try connection.execute(.recordCompletion, key.values + [.blob(answer), .integer(now.milliseconds)])
        }
    }

    /// See `CompletionMemo`. A recorded answer stays.
    public func abandon(_ key: CompletionKey, now: WallTime) async throws(QueueError) {
        try await write { connection throws(QueueError) in
            _ = try connection.execute(.abandonCompletion, key.values)
        }
    }

    /// See `CompletionMemo`.
    public func reject(
        _ key: CompletionKey,
        attempt: Int,
        reason: String,
        now: WallTime
    ) async throws(QueueError) -> Bool {
        try await write { connection throws(QueueError) in
            let isRejected = { (row: Row) in row.flag(2) }
            if try connection.first(.findCompletion, key.values, isRejected) == true { return true }
            let mark: [Value] = [.integer(now.milliseconds), .text(reason.bounded(toBytes: 500))]
            try connection.execute(
                .rejectCompletion,
                key.values + mark + [.integer(Int64(rejectionLimit)), .integer(Int64(attempt))]
            )
            return try connection.first(.findCompletion, key.values, isRejected) == true
        }
    }

    /// See `CompletionMemo`.
    public func recoverInFlight() async throws(QueueError) -> [CompletionKey] {
        try await write { connection throws(QueueError) in
            let keys = try connection.rows(.inFlight) { row throws(QueueError) in
                CompletionKey(
                    job: try row.required(JobID(row.text(0)), "job id"),
                    request: row.text(1),
                    occurrence: Int(row.integer(2))
                )
            }
            try connection.execute(.markInFlight)
            return keys
        }
    }
}

extension CompletionKey {
    fileprivate var values: [Value] { [.text(job.text), .text(request), .integer(Int64(occurrence))] }
}
