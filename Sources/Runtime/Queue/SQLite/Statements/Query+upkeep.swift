// SPDX-License-Identifier: Apache-2.0

extension Query {
    /// Figures and retention.
    var upkeep: String {
        switch self {
        case .countOpen:
            """
            SELECT site, task_type, count(*) FROM (
                SELECT site, task_type FROM jobs INDEXED BY jobs_by_state WHERE state = ?1 ORDER BY id LIMIT ?2
            ) GROUP BY site, task_type
            """
        case .countCallbacksWaiting:
            "SELECT count(*) FROM callbacks INDEXED BY callbacks_due WHERE state = 0 AND due_at > -1"
        case .retentionJobs:
            """
            SELECT j.seq, j.id, j.state, j.updated_at, j.created_at,
                EXISTS (SELECT 1 FROM callbacks AS c WHERE c.job = j.seq AND c.state = 0)
            FROM jobs AS j WHERE j.id > ?1 ORDER BY j.id LIMIT ?2
            """
        case .retentionResults:
            """
            SELECT j.seq, j.id, j.state, j.updated_at, j.created_at, r.result IS NOT NULL
            FROM jobs AS j LEFT JOIN outcomes AS r ON r.job = j.seq WHERE j.id > ?1 ORDER BY j.id LIMIT ?2
            """
        case .retentionCallbacks:
            "SELECT seq, state, coalesce(replayed_at, created_at) FROM callbacks WHERE seq > ?1 ORDER BY seq LIMIT ?2"
        case .removeJob:
            """
            DELETE FROM jobs WHERE seq = ?1 AND state >= 2
                AND NOT EXISTS (SELECT 1 FROM callbacks WHERE job = ?1 AND state = 0)
            RETURNING id, state
            """
        case .removeResult: "UPDATE outcomes SET result = NULL WHERE job = ?1 AND result IS NOT NULL"
        case .removeCallback: "DELETE FROM callbacks WHERE seq = ?1 AND state <> 0"
        default: ""
        }
    }
}
