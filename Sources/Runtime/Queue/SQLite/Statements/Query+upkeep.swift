// SPDX-License-Identifier: Apache-2.0

extension Query {
    /// Figures, retention and the delivery log.
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
        default: ""
        }
    }
}
