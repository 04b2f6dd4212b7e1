// SPDX-License-Identifier: Apache-2.0

extension Query {
    /// The lists take ?1 the id before which they begin, ?2 how many, ?3 the state, ?4 the site, ?5 the task
    /// type or NULL, ?6 the id with which they end.
    var reading: String {
        switch self {
        case .job:
            """
            SELECT \(JobColumns.job), \(JobColumns.outcome) FROM jobs AS j
            LEFT JOIN outcomes AS r ON r.job = j.seq WHERE j.id = ?1
            """
        case .counts: "SELECT state, jobs FROM job_counts WHERE state BETWEEN 0 AND 5"
        case .addToCount: "UPDATE job_counts SET jobs = jobs + ?2 WHERE state = ?1"
        case .list: "\(Self.records) WHERE \(Self.inBounds) \(Self.newestFirst)"
        case .listByState:
            """
            \(Self.records(by: "jobs_by_state")) WHERE j.state = ?3 AND \(Self.inBounds) \(Self.ofType)
            \(Self.newestFirst)
            """
        case .listByType:
            "\(Self.records(by: "jobs_by_type")) WHERE j.task_type = ?5 AND \(Self.inBounds) \(Self.newestFirst)"
        case .listBySiteAndState:
            """
            \(Self.records(by: "jobs_by_site")) WHERE j.site = ?4 AND j.state = ?3 AND \(Self.inBounds) \(Self.ofType)
            \(Self.newestFirst)
            """
        case .listBySite:
            // The index has the state before the id, so: the newest of each state, and of these the newest.
            """
            \(Self.records) WHERE j.seq IN (
                \((0...5).map(Self.newestOfSite(inState:)).joined(separator: " UNION ALL "))
            ) ORDER BY +j.id DESC LIMIT ?2
            """
        default: ""
        }
    }

    private static let inBounds = "j.id < ?1 AND j.id >= ?6"
    private static let newestFirst = "ORDER BY j.id DESC LIMIT ?2"
    private static let ofType = "AND (?5 IS NULL OR j.task_type = ?5)"
    private static let records = records(by: nil)

    private static func records(by index: String?) -> String {
        """
        SELECT \(JobColumns.job), \(JobColumns.origin) FROM jobs AS j \(index.map { "INDEXED BY \($0)" } ?? "")
        LEFT JOIN outcomes AS r ON r.job = j.seq
        """
    }

    private static func newestOfSite(inState state: Int) -> String {
        """
        SELECT seq FROM (
            SELECT j.seq FROM jobs AS j INDEXED BY jobs_by_site
            WHERE j.site = ?4 AND j.state = \(state) AND \(inBounds) \(ofType) \(newestFirst)
        )
        """
    }
}
