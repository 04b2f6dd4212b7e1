// SPDX-License-Identifier: Apache-2.0

extension Query {
    var control: String {
        switch self {
        case .controlled:
            """
            SELECT \(JobColumns.job), EXISTS (SELECT 1 FROM inputs WHERE job = j.seq) FROM jobs AS j WHERE j.id = ?1
            """
        case .cancelQueued:
            """
            UPDATE jobs SET state = 5, outcome = 7, updated_at = ?2, cancel_requested_at = ?2, error_class = ?3,
                error_code = ?4, error_message = ?5, error_retry_after = NULL
            WHERE seq = ?1
            """
        case .markCancelled:
            "UPDATE jobs SET cancel_requested_at = coalesce(cancel_requested_at, ?2) WHERE seq = ?1"
        case .insertEnding:
            """
            INSERT INTO endings (job, number, state, outcome, attempts, crashes, error_class, error_code,
                error_message, evidence, module, module_hash, ended_at, retried_at)
            SELECT j.seq, j.retries + 1, j.state, j.outcome, j.attempts, j.crashes, j.error_class, j.error_code,
                j.error_message, r.evidence, r.module, r.module_hash, j.updated_at, ?2
            FROM jobs AS j LEFT JOIN outcomes AS r ON r.job = j.seq WHERE j.seq = ?1
            """
        case .trimEndings:
            """
            DELETE FROM endings WHERE job = ?1 AND number <= (SELECT retries + 1 FROM jobs WHERE seq = ?1) - ?2
            """
        case .deleteOutcome: "DELETE FROM outcomes WHERE job = ?1"
        case .queueAgain:
            """
            UPDATE jobs SET state = 0, outcome = NULL, attempts = 0, crashes = 0, retries = retries + 1,
                available_at = ?2, updated_at = ?2, cancel_requested_at = NULL, error_class = NULL,
                error_code = NULL, error_message = NULL, error_retry_after = NULL
            WHERE seq = ?1
            """
        case .forgetRejectingAttempts:
            "UPDATE completions SET rejected_by = NULL WHERE job = ?1 AND rejected_by IS NOT NULL"
        case .endings:
            """
            SELECT e.state, e.outcome, e.attempts, e.crashes, e.error_class, e.error_code, e.error_message,
                e.evidence, e.module, e.module_hash, e.ended_at, e.retried_at, j.suspect
            FROM jobs AS j CROSS JOIN endings AS e ON e.job = j.seq WHERE j.id = ?1 ORDER BY e.number
            """
        default: ""
        }
    }
}
