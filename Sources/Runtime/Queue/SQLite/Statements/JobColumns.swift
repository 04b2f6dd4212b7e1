// SPDX-License-Identifier: Apache-2.0
import Jobs
import Queue

/// The columns from which a `JobRecord` is read, and the reading, so that their order stands in one place.
enum JobColumns {
    static let job = """
        j.seq, j.id, j.site, j.task_type, j.state, j.priority, j.attempts, j.crashes, j.suspect, j.created_at, \
        j.available_at, j.updated_at, j.retry_attempts, j.retry_base, j.retry_maximum, j.soft_timeout, \
        j.hard_timeout, j.reply_contract, j.reply_url, j.reply_echo, j.error_class, j.error_code, \
        j.error_message, j.error_retry_after, j.outcome, j.request_id, j.cancel_requested_at, j.retries
        """
    /// The first column behind `job`.
    static let count: Int32 = 28

    static let outcome = """
        r.result, r.evidence, r.module, r.module_hash, r.abi, r.generation, r.tier, r.models, r.milliseconds, \
        \(UsageColumns.selected)
        """

    /// As `outcome`, without what may be large.
    static let origin = """
        NULL, NULL, r.module, r.module_hash, r.abi, r.generation, r.tier, r.models, r.milliseconds, \
        \(UsageColumns.selected)
        """

    /// Reads `job`, and `outcome` behind it when `withOutcome`.
    static func record(_ row: Row, withOutcome: Bool) throws(QueueError) -> JobRecord {
        var record = JobRecord(
            id: try row.required(JobID(row.text(1)), "job id"),
            site: try row.required(SiteID(row.text(2)), "site"),
            taskType: row.text(3),
            state: try row.required(JobState(code: row.integer(4)), "job state"),
            priority: Int(row.integer(5)),
            counters: JobCounters(
                attempts: Int(row.integer(6)),
                crashes: Int(row.integer(7)),
                isSuspect: row.flag(8)
            ),
            createdAt: WallTime(milliseconds: row.integer(9)),
            availableAt: WallTime(milliseconds: row.integer(10)),
            updatedAt: WallTime(milliseconds: row.integer(11)),
            retry: RetryPolicy(
                attempts: Int(row.integer(12)),
                baseDelay: row.real(13),
                maximumDelay: row.real(14),
                softTimeout: row.real(15),
                hardTimeout: row.real(16)
            ),
            reply: row.optionalText(17).map {
                ReplyAddress(contract: $0, url: row.text(18), echo: row.text(19))
            },
            error: try error(row)
        )
        record.outcome = try row.optionalInteger(24).map { code throws(QueueError) in
            try row.required(JobOutcome(code: code), "job outcome")
        }
        record.requestID = row.optionalText(25)
        record.cancelRequestedAt = row.optionalInteger(26).map(WallTime.init(milliseconds:))
        record.retries = Int(row.integer(27))
        guard withOutcome else { return record }
        record.result = row.optionalBytes(count)
        record.evidence = row.optionalText(count + 1)
        record.provenance = row.optionalText(count + 2).map {
            Provenance(
                module: $0,
                moduleHash: row.text(count + 3),
                abi: row.text(count + 4),
                generation: row.integer(count + 5),
                tier: Int(row.integer(count + 6)),
                models: ModelNames.decode(row.text(count + 7)),
                milliseconds: row.integer(count + 8),
                usage: UsageColumns.usage(row, from: count + 9)
            )
        }
        return record
    }

    private static func error(_ row: Row) throws(QueueError) -> JobError? {
        guard let name = row.optionalText(20) else { return nil }
        return JobError(
            try row.required(JobError.Class(rawValue: name), "error class"),
            code: row.text(21),
            message: row.text(22),
            retryAfter: row.optionalReal(23)
        )
    }
}

extension JobState {
    /// How the state is written in the database. Never changed, only added to.
    var code: Int64 {
        switch self {
        case .queued: 0
        case .running: 1
        case .succeeded: 2
        case .failed: 3
        case .quarantined: 4
        case .cancelled: 5
        }
    }

    init?(code: Int64) {
        guard let state = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = state
    }
}

extension JobOutcome {
    /// How the outcome is written in the database. Never changed, only added to.
    var code: Int64 {
        switch self {
        case .succeeded: 0
        case .retryAfter: 1
        case .deferred: 2
        case .interrupted: 3
        case .discarded: 4
        case .dead: 5
        case .quarantined: 6
        case .cancelled: 7
        }
    }

    init?(code: Int64) {
        guard let outcome = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = outcome
    }
}

/// The models of a provenance in one column: a line each. No provider's model name has a line break; one that
/// came would be read as two models.
enum ModelNames {
    static func encode(_ names: [String]) -> String {
        names.prefix(64).map { $0.bounded(toBytes: 200) }.joined(separator: "\n")
    }
    static func decode(_ text: String) -> [String] {
        text.split(separator: "\n").map(String.init)
    }
}
