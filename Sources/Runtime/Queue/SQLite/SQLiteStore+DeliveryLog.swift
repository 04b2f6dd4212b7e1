// SPDX-License-Identifier: Apache-2.0
public import Jobs
public import Queue

extension SQLiteStore: DeliveryLog {
    /// See `DeliveryLog`.
    public func postpone(_ callbacks: [PostponedCallback]) async throws(QueueError) {
        guard !callbacks.isEmpty else { return }
        try await write { connection throws(QueueError) in
            for callback in callbacks {
                try connection.execute(
                    .postponeCallback,
                    [.text(callback.id.text), .integer(callback.until.milliseconds)]
                )
            }
        }
    }

    /// See `DeliveryLog`. Those that wait come in the order in which they are due, the others newest first.
    public func deliveries(
        _ filter: DeliveryFilter,
        before: CallbackID?,
        limit: Int
    ) async throws(QueueError) -> [DeliveryRecord] {
        let query: Query
        switch filter.state {
        case nil: query = .listCallbacks
        case .waiting: query = .listWaitingCallbacks
        case .delivered: query = .listDeliveredCallbacks
        case .abandoned: query = .listAbandonedCallbacks
        }
        let values: [Value] = [
            .optional(before?.text), .integer(Int64(min(max(limit, 1), 1_000))), .optional(filter.site?.name),
        ]
        return try await reader.perform { connection throws(QueueError) in
            try connection.rows(query, values) { row throws(QueueError) in try Self.delivery(row, attempts: []) }
        }
    }

    /// See `DeliveryLog`.
    public func delivery(_ id: CallbackID) async throws(QueueError) -> DeliveryRecord? {
        try await reader.perform { connection throws(QueueError) in
            let rows = try connection.first(.callbackByID, [.text(id.text)]) { $0.integer(0) }
            guard let row = rows else { return nil }
            let attempts = try Self.attempts(ofCallback: row, connection)
            return try connection.first(.callbackByID, [.text(id.text)]) { row throws(QueueError) in
                try Self.delivery(row, attempts: attempts)
            }
        }
    }

    /// See `DeliveryLog`.
    public func replay(_ id: CallbackID, now: WallTime) async throws(QueueError) -> Replay {
        try await write { connection throws(QueueError) in
            guard let isHeld = try connection.first(.callbackIsHeld, [.text(id.text)], { $0.flag(0) }) else {
                return .unknown
            }
            guard !isHeld else { return .underWay }
            try connection.execute(.replayCallback, [.text(id.text), .integer(now.milliseconds)])
            return .due
        }
    }

    /// See `DeliveryLog`.
    public func disable(_ destination: DisabledDestination) async throws(QueueError) {
        try await write { connection throws(QueueError) in
            _ = try connection.execute(
                .disableDestination,
                [
                    .text(destination.site.name), .text(destination.destination),
                    .integer(destination.since.milliseconds), .text(destination.callback.text),
                ]
            )
        }
    }

    /// See `DeliveryLog`. Every waiting callback of the site becomes due: which of them go there is not written down.
    public func enable(site: SiteID, destination: String, now: WallTime) async throws(QueueError) -> Bool {
        try await write { connection throws(QueueError) in
            let found = try connection.execute(.enableDestination, [.text(site.name), .text(destination)])
            guard found > 0 else { return false }
            try connection.execute(.hastenCallbacks, [.text(site.name), .integer(now.milliseconds)])
            return true
        }
    }

    /// See `DeliveryLog`.
    public func disabledDestinations() async throws(QueueError) -> [DisabledDestination] {
        try await reader.perform { connection throws(QueueError) in
            try connection.rows(.disabledDestinations) { row throws(QueueError) in
                DisabledDestination(
                    site: try row.required(SiteID(row.text(0)), "site"),
                    destination: row.text(1),
                    since: WallTime(milliseconds: row.integer(2)),
                    callback: CallbackID(row.text(3))
                )
            }
        }
    }

    /// Reads `Query.deliveryColumns`.
    private static func delivery(_ row: Row, attempts: [DeliveryAttempt]) throws(QueueError) -> DeliveryRecord {
        DeliveryRecord(
            job: try row.required(JobID(row.text(2)), "job id"),
            site: try row.required(SiteID(row.text(3)), "site"),
            contract: row.text(4),
            createdAt: WallTime(milliseconds: row.integer(9)),
            attempts: Int(row.integer(8)),
            callback: CallbackRecord(
                id: CallbackID(row.text(1)),
                url: row.text(5),
                state: try row.required(state(row.integer(6)), "callback state"),
                nextAttemptAt: WallTime(milliseconds: row.integer(7)),
                attempts: attempts
            )
        )
    }
}
