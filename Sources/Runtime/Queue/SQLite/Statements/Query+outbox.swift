// SPDX-License-Identifier: Apache-2.0

extension Query {
    var outbox: String {
        switch self {
        case .insertCallback:
            """
            INSERT INTO callbacks (id, job, site, contract, url, body, created_at, next_at, due_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?7)
            """
        case .dueCallbacks:
            """
            SELECT c.seq, c.id, j.id, c.site, c.contract, c.url, c.body,
                c.attempts - c.attempts_before, coalesce(c.replayed_at, c.created_at), j.request_id,
                c.may_have_arrived
            FROM callbacks AS c INDEXED BY callbacks_due CROSS JOIN jobs AS j ON j.seq = c.job
            WHERE c.state = 0 AND c.due_at <= ?1 ORDER BY c.due_at, c.seq LIMIT ?2
            """
        case .holdCallback: "UPDATE callbacks SET held = 1, due_at = ?2 WHERE seq = ?1"
        case .findCallback: "SELECT seq, state, attempts, next_at FROM callbacks WHERE id = ?1"
        case .updateCallback:
            """
            UPDATE callbacks SET held = 0, attempts = ?2, state = ?3, next_at = ?4, due_at = ?4,
                may_have_arrived = max(may_have_arrived, ?5)
            WHERE seq = ?1
            """
        case .insertAttempt:
            """
            INSERT INTO delivery_attempts (callback, number, at, status, error, milliseconds, note)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """
        case .trimAttempts: "DELETE FROM delivery_attempts WHERE callback = ?1 AND number <= ?2"
        case .heldCallbacks:
            """
            SELECT seq, state, attempts FROM callbacks INDEXED BY callbacks_held
            WHERE held = 1 AND state = 0 AND contract = ?1
            """
        case .freeCallbacks: "UPDATE callbacks INDEXED BY callbacks_held SET held = 0, due_at = next_at WHERE held = 1"
        case .firstDueCallback:
            "SELECT min(due_at) FROM callbacks INDEXED BY callbacks_due WHERE state = 0"
        case .callbacksOfJob:
            """
            SELECT c.seq, c.id, c.url, c.state, c.next_at FROM jobs AS j CROSS JOIN callbacks AS c ON c.job = j.seq
            WHERE j.id = ?1 ORDER BY c.seq
            """
        case .attempts:
            """
            SELECT at, status, error, milliseconds, note FROM delivery_attempts WHERE callback = ?1 ORDER BY number
            """
        default: ""
        }
    }

    var memo: String {
        switch self {
        case .findCompletion:
            """
            SELECT state, answer, rejected_at IS NOT NULL, rejected_by FROM completions
            WHERE job = ?1 AND request = ?2 AND occurrence = ?3
            """
        case .beginCompletion:
            """
            INSERT INTO completions (job, request, occurrence, provider, state, begun_at)
            SELECT ?1, ?2, ?3, ?4, 0, ?5 WHERE \(Self.jobHasNotSucceeded)
            ON CONFLICT (job, request, occurrence) DO UPDATE
            SET state = 0, provider = excluded.provider, begun_at = excluded.begun_at, ended_at = NULL
            WHERE state <> 1
            """
        case .recordCompletion:
            // What is recorded stays: a second answer to the same question is not the one that was used.
            """
            INSERT INTO completions (job, request, occurrence, state, answer, begun_at, ended_at)
            SELECT ?1, ?2, ?3, 1, ?4, ?5, ?5 WHERE \(Self.jobHasNotSucceeded)
            ON CONFLICT (job, request, occurrence) DO UPDATE
            SET state = 1, answer = excluded.answer, ended_at = excluded.ended_at
            WHERE state <> 1
            """
        case .abandonCompletion:
            "DELETE FROM completions WHERE job = ?1 AND request = ?2 AND occurrence = ?3 AND state <> 1"
        case .rejectCompletion:
            """
            UPDATE completions SET rejected_at = ?4, rejected_because = ?5, rejected_by = ?7
            WHERE job = ?1 AND request = ?2 AND occurrence = ?3 AND state = 1 AND rejected_at IS NULL
                AND (SELECT count(*) FROM completions WHERE job = ?1 AND rejected_at IS NOT NULL) < ?6
            """
        case .inFlight:
            "SELECT job, request, occurrence FROM completions INDEXED BY completions_in_flight WHERE state = 0"
        case .markInFlight: "UPDATE completions INDEXED BY completions_in_flight SET state = 2 WHERE state = 0"
        default: ""
        }
    }

    /// The memo of a job that has succeeded is deleted with its input; a late holder must not bring it back.
    private static let jobHasNotSucceeded = "NOT EXISTS (SELECT 1 FROM jobs WHERE id = ?1 AND state = 2)"
}
