// SPDX-License-Identifier: Apache-2.0
public import Jobs
public import Queue

extension SQLiteStore: Outbox {
    /// Attempts of one callback that are kept; older ones are only counted.
    public static let attemptsKept: Int64 = 50
    /// The most callbacks that one `claimDue` takes.
    public static let claimLimit = 1_000

    /// See `Outbox`. At most `claimLimit` callbacks a call; oldest is what is due the longest.
    public func claimDue(limit: Int, now: WallTime, until: WallTime) async throws(QueueError) -> [Callback] {
        guard limit > 0 else { return [] }
        // A power cut may take it back: the callback is due then, as it is when the host dies.
        return try await write(outlives: .host) { connection throws(QueueError) in
            let values: [Value] = [.integer(now.milliseconds), .integer(Int64(min(limit, Self.claimLimit)))]
            let due = try connection.rows(.dueCallbacks, values) { row throws(QueueError) in
                (
                    row: row.integer(0),
                    callback: Callback(
                        content: NewCallback(
                            id: CallbackID(row.text(1)),
                            site: try row.required(SiteID(row.text(3)), "site"),
                            contract: row.text(4),
                            url: row.text(5),
                            body: row.bytes(6)
                        ),
                        job: try row.required(JobID(row.text(2)), "job id"),
                        attempts: Int(row.integer(7)),
                        createdAt: WallTime(milliseconds: row.integer(8)),
                        requestID: row.optionalText(9),
                        mayHaveArrived: row.integer(10) != 0
                    )
                )
            }
            for found in due {
                try connection.execute(.holdCallback, [.integer(found.row), .integer(until.milliseconds)])
            }
            return due.map(\.callback)
        }
    }

    /// See `Outbox`. What was delivered stays delivered, whatever a second attempt reports.
    public func record(
        _ id: CallbackID,
        _ outcome: DeliveryOutcome,
        attempt: DeliveryAttempt
    ) async throws(QueueError) {
        try await write { connection throws(QueueError) in
            let found = try connection.first(.findCallback, [.text(id.text)]) { row in
                (row: row.integer(0), state: row.integer(1), attempts: row.integer(2), next: row.integer(3))
            }
            guard let found else {
                throw QueueError(
                    .corrupt,
                    "there is no callback \(id.text) in the database; its attempt is not recorded"
                )
            }
            let (state, next) = Self.outcome(outcome, state: found.state, next: found.next)
            try Self.insert(attempt, number: found.attempts + 1, of: found.row, state: state, next: next, connection)
        }
    }

    private static func insert(
        _ attempt: DeliveryAttempt,
        number: Int64,
        of callback: Int64,
        state: Int64,
        next: Int64,
        _ connection: Connection
    ) throws(QueueError) {
        try connection.execute(
            .updateCallback,
            [
                .integer(callback), .integer(number), .integer(state), .integer(next),
                .integer(attempt.mayHaveArrived ? 1 : 0),
            ]
        )
        try connection.execute(
            .insertAttempt,
            [
                .integer(callback), .integer(number), .integer(attempt.at.milliseconds),
                .optional(attempt.status.map(Int64.init)),
                .optional(attempt.error?.bounded(toBytes: errorMessageLimit)),
                .integer(attempt.milliseconds),
                .optional(attempt.note?.bounded(toBytes: errorMessageLimit)),
            ]
        )
        if number > attemptsKept {
            try connection.execute(.trimAttempts, [.integer(callback), .integer(number - attemptsKept)])
        }
    }

    /// See `Outbox`.
    public func recoverHeld(spacing: [String: Double], now: WallTime) async throws(QueueError) -> Int {
        try await write { connection throws(QueueError) in
            var count = 0
            for (contract, seconds) in spacing {
                let held = try connection.rows(.heldCallbacks, [.text(contract)]) { row in
                    (row: row.integer(0), state: row.integer(1), attempts: row.integer(2))
                }
                let error = "the host ended before this attempt was over; it may have arrived"
                let attempt = DeliveryAttempt(at: now, status: nil, error: error, milliseconds: 0, mayHaveArrived: true)
                let next = (now + seconds).milliseconds
                for found in held {
                    let number = found.attempts + 1
                    try Self.insert(attempt, number: number, of: found.row, state: found.state, next: next, connection)
                }
                count += held.count
            }
            return count + (try connection.execute(.freeCallbacks))
        }
    }

    /// See `Outbox`. A callback that is being tried counts with the end of its hold.
    public func nextCallbackDue() async throws(QueueError) -> WallTime? {
        try await reader.perform { connection throws(QueueError) in
            let due = try connection.first(.firstDueCallback) { row in row.optionalInteger(0) } ?? nil
            return due.map(WallTime.init(milliseconds:))
        }
    }

    /// See `Outbox`. The last `attemptsKept` attempts of each.
    public func callbacks(of job: JobID) async throws(QueueError) -> [CallbackRecord] {
        try await reader.perform { connection throws(QueueError) in
            let found = try connection.rows(.callbacksOfJob, [.text(job.text)]) { row throws(QueueError) in
                (
                    row: row.integer(0), id: CallbackID(row.text(1)), url: row.text(2),
                    state: try row.required(Self.state(row.integer(3)), "callback state"),
                    next: WallTime(milliseconds: row.integer(4))
                )
            }
            var records: [CallbackRecord] = []
            for callback in found {
                let attempts = try Self.attempts(ofCallback: callback.row, connection)
                records.append(
                    CallbackRecord(
                        id: callback.id,
                        url: callback.url,
                        state: callback.state,
                        nextAttemptAt: callback.next,
                        attempts: attempts
                    )
                )
            }
            return records
        }
    }

    /// The last `attemptsKept` attempts of the callback in this row.
    static func attempts(ofCallback row: Int64, _ connection: Connection) throws(QueueError) -> [DeliveryAttempt] {
        try connection.rows(.attempts, [.integer(row)]) { row in
            DeliveryAttempt(
                at: WallTime(milliseconds: row.integer(0)),
                status: row.optionalInteger(1).map(Int.init),
                error: row.optionalText(2),
                milliseconds: row.integer(3),
                note: row.optionalText(4)
            )
        }
    }

    private static let (waiting, delivered, abandoned): (Int64, Int64, Int64) = (0, 1, 2)

    static func state(_ code: Int64) -> CallbackRecord.State? {
        [waiting: .waiting, delivered: .delivered, abandoned: .abandoned][code]
    }

    /// A hold can run out while its attempt is still under way, so two may report: what was delivered stays
    /// delivered, and what was given up is not tried again.
    private static func outcome(_ outcome: DeliveryOutcome, state: Int64, next: Int64) -> (state: Int64, next: Int64) {
        switch outcome {
        case .delivered: (delivered, next)
        case .retry(let at): state == waiting ? (waiting, at.milliseconds) : (state, next)
        case .abandoned: state == waiting ? (abandoned, next) : (state, next)
        }
    }
}
