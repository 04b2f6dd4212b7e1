// SPDX-License-Identifier: Apache-2.0
public import Jobs
public import Queue

extension SQLiteStore: JobControl {
    /// See `JobControl`.
    public func cancel(
        _ id: JobID,
        now: WallTime,
        callback: @escaping @Sendable (JobRecord) -> NewCallback?
    ) async throws(QueueError) -> ControlResult {
        try await control(id, .cancel, now: now, callback: callback)
    }

    /// See `JobControl`.
    public func retry(_ id: JobID, now: WallTime) async throws(QueueError) -> ControlResult {
        try await control(id, .retry, now: now) { _ in nil }
    }

    /// Endings that are kept of one job.
    private static let endingLimit: Int64 = 20

    private struct Target {
        let row: Int64
        var record: JobRecord
        let hasInput: Bool
    }

    private func control(
        _ id: JobID,
        _ request: JobRequest,
        now: WallTime,
        callback: @escaping @Sendable (JobRecord) -> NewCallback?
    ) async throws(QueueError) -> ControlResult {
        try await write(weight: 2_048) { connection throws(QueueError) in
            let target = try connection.first(.controlled, [.text(id.text)]) { row throws(QueueError) in
                Target(
                    row: row.integer(0),
                    record: try JobColumns.record(row, withOutcome: false),
                    hasInput: row.flag(JobColumns.count)
                )
            }
            guard let target else { return .unknown }
            let state = target.record.state
            let answer = request.answer(in: state)
            let record: JobRecord
            switch answer {
            case .refuse: return .refused(state)
            case .finish: record = try Self.cancelQueued(target, now, callback, connection)
            case .tell: record = try Self.mark(target, now, connection)
            case .requeue:
                guard target.hasInput else { return .inputGone(state) }
                record = try Self.queueAgain(target, now, connection)
            }
            return .done(record, answer)
        }
    }

    private static func cancelQueued(
        _ target: Target,
        _ now: WallTime,
        _ callback: (JobRecord) -> NewCallback?,
        _ connection: Connection
    ) throws(QueueError) -> JobRecord {
        let error = JobError.cancelled
        try connection.execute(
            .cancelQueued,
            [
                .integer(target.row), .integer(now.milliseconds), .text(error.class.rawValue), .text(error.code),
                .text(error.message),
            ]
        )
        var record = target.record
        record.state = .cancelled
        record.outcome = .cancelled
        record.error = error
        record.updatedAt = now
        record.cancelRequestedAt = now
        if let callback = callback(record) { try keep(callback, of: target.row, at: now, connection) }
        connection.tally.move(1, from: .queued, to: .cancelled)
        return record
    }

    private static func mark(
        _ target: Target,
        _ now: WallTime,
        _ connection: Connection
    ) throws(QueueError) -> JobRecord {
        try connection.execute(.markCancelled, [.integer(target.row), .integer(now.milliseconds)])
        var record = target.record
        record.cancelRequestedAt = record.cancelRequestedAt ?? now
        return record
    }

    private static func queueAgain(
        _ target: Target,
        _ now: WallTime,
        _ connection: Connection
    ) throws(QueueError) -> JobRecord {
        let row = Value.integer(target.row)
        let time = Value.integer(now.milliseconds)
        try connection.execute(.insertEnding, [row, time])
        try connection.execute(.trimEndings, [row, .integer(endingLimit)])
        try connection.execute(.deleteOutcome, [row])
        try connection.execute(.queueAgain, [row, time])
        try connection.execute(.forgetRejectingAttempts, [.text(target.record.id.text)])
        var record = target.record
        connection.tally.move(1, from: record.state, to: .queued)
        record.state = .queued
        record.outcome = nil
        record.counters = JobCounters(isSuspect: record.counters.isSuspect)
        record.error = nil
        record.availableAt = now
        record.updatedAt = now
        record.cancelRequestedAt = nil
        record.retries += 1
        return record
    }
}
