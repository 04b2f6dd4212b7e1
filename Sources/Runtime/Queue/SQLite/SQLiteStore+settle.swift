// SPDX-License-Identifier: Apache-2.0
import Jobs
public import Queue

extension SQLiteStore {
    /// See `QueueEngine`. A job that succeeded loses its input, its settings and its memo in the same step; the others
    /// keep them for whoever looks into the failure.
    public func settle(_ lease: Lease, _ settlement: Settlement) async throws(QueueError) -> Bool {
        guard settlement.state != .running, settlement.state.isTerminal || settlement.callback == nil else {
            throw QueueError(
                .corrupt,
                "job \(lease.job) cannot be settled as \(settlement.state.rawValue)"
                    + (settlement.callback == nil ? "" : " with a callback") + "; this is a defect of the host"
            )
        }
        let weight = (settlement.result?.count ?? 0) + (settlement.callback?.body.count ?? 0) + 512
        return try await write(weight: weight) { connection throws(QueueError) in
            let error = settlement.error
            let common: [Value] = [
                .text(lease.job.text), .integer(lease.token), .integer(Int64(settlement.counters.attempts)),
                .integer(Int64(settlement.counters.crashes)), .flag(settlement.counters.isSuspect),
                .integer(settlement.at.milliseconds), .optional(error?.class.rawValue),
                .optional(error?.code.bounded(toBytes: Self.errorCodeLimit)),
                .optional(error?.message.bounded(toBytes: Self.errorMessageLimit)), .optional(error?.retryAfter),
            ]
            let outcome = Value.optional(settlement.outcome?.code)
            guard settlement.state.isTerminal else {
                let due = Value.integer(settlement.availableAt.milliseconds)
                guard try connection.execute(.requeue, common + [due, outcome]) == 1 else { return false }
                connection.tally.move(1, from: .running, to: settlement.state)
                return true
            }
            let rows = try connection.rows(.finish, common + [.integer(settlement.state.code), outcome]) {
                $0.integer(0)
            }
            guard let row = rows.first else { return false }
            try Self.keepOutcome(of: settlement, row, connection)
            if settlement.state == .succeeded {
                // What is not needed any more is not kept: least of all the text that people wrote.
                try connection.execute(.deleteInput, [.integer(row)])
                try connection.execute(.deleteCompletions, [.text(lease.job.text)])
            }
            if let callback = settlement.callback {
                try Self.keep(callback, of: row, at: settlement.at, connection)
            }
            connection.tally.move(1, from: .running, to: settlement.state)
            return true
        }
    }

    /// Bytes of an error's code that are kept.
    static let errorCodeLimit = 64
    /// Bytes of an error's message that are kept.
    static let errorMessageLimit = 2_000
    /// Bytes of the evidence of a crash that are kept.
    static let evidenceLimit = 16_384

    static func keep(
        _ callback: NewCallback,
        of row: Int64,
        at time: WallTime,
        _ connection: Connection
    ) throws(QueueError) {
        try connection.execute(
            .insertCallback,
            [
                .text(callback.id.text), .integer(row), .text(callback.site.name), .text(callback.contract),
                .text(callback.url), .blob(callback.body), .integer(time.milliseconds),
            ]
        )
    }

    private static func keepOutcome(
        of settlement: Settlement,
        _ row: Int64,
        _ connection: Connection
    ) throws(QueueError) {
        let origin = settlement.provenance
        guard settlement.result != nil || settlement.evidence != nil || origin != nil else { return }
        try connection.execute(
            .insertOutcome,
            [
                .integer(row), .optional(settlement.result),
                .optional(settlement.evidence?.bounded(toBytes: evidenceLimit)), .optional(origin?.module),
                .optional(origin?.moduleHash), .optional(origin?.abi), .optional(origin?.generation),
                .optional(origin.map { Int64($0.tier) }), .optional(origin.map { ModelNames.encode($0.models) }),
                .optional(origin?.milliseconds),
            ] + UsageColumns.values(origin?.usage)
        )
    }
}
