// SPDX-License-Identifier: Apache-2.0
import JSON
import Jobs
import Queue

/// The query of `GET /v1/jobs`, read as strictly as a body: a name that is not known is refused, and so is one that is
/// given twice.
struct JobQuery: Sendable {
    static let names: Set<String> = ["state", "task", "site", "since", "until", "limit", "cursor"]
    /// Jobs of one page.
    static let limits = 1...200

    let filter: JobFilter
    /// The last job of the page before.
    let cursor: JobID?
    let limit: Int

    init(_ pairs: [(name: String, value: String)]) throws(JSONProblem) {
        let query = try QueryMembers(pairs, names: Self.names)
        filter = JobFilter(
            site: try query.site(),
            state: try query.state(),
            taskType: try query.task(),
            since: try query.time("since"),
            until: try query.time("until")
        )
        cursor = try query.value("cursor", "a cursor that this host gave") { JobID($0) }
        limit = try query.number("limit", Self.limits) ?? 50
    }
}

/// The query of `GET /v1/events`.
struct EventQuery: Sendable {
    static let names: Set<String> = ["job", "task", "site", "state", "after", "wait", "limit"]
    /// Seconds that an answer may be waited for.
    static let waits = 0...20
    static let limits = 1...1_000

    let job: JobID?
    let task: String?
    let site: SiteID?
    let state: JobState?
    /// Nil: from now on.
    let after: JobFeed.Place?
    let wait: Int
    let limit: Int

    init(_ pairs: [(name: String, value: String)]) throws(JSONProblem) {
        let query = try QueryMembers(pairs, names: Self.names)
        job = try query.value("job", "a job's id") { JobID($0) }
        task = try query.task()
        site = try query.site()
        state = try query.state()
        after = try query.value("after", "a place that this host gave as next") { JobFeed.Place($0) }
        wait = try query.number("wait", Self.waits) ?? 0
        limit = try query.number("limit", Self.limits) ?? 100
    }

    func takes(_ transition: JobTransition) -> Bool {
        (job == nil || job == transition.job) && (task == nil || task == transition.taskType)
            && (site == nil || site == transition.site) && (state == nil || state == transition.state)
    }
}

/// A query's members by name, each at most once.
struct QueryMembers: Sendable {
    private var values: [String: String] = [:]

    init(_ pairs: [(name: String, value: String)], names: Set<String>) throws(JSONProblem) {
        for (name, value) in pairs {
            guard names.contains(name) else {
                throw JSONProblem(
                    message:
                        "`\(name.prefix(64))` is not known here; there are \(names.sorted().joined(separator: ", "))"
                )
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw JSONProblem(message: "\(name) is given twice")
            }
        }
    }

    func value<T>(_ name: String, _ what: String, _ read: (String) -> T?) throws(JSONProblem) -> T? {
        guard let text = values[name] else { return nil }
        guard let value = read(text) else { throw JSONProblem(message: "\(name) must be \(what)") }
        return value
    }

    func number(_ name: String, _ range: ClosedRange<Int>) throws(JSONProblem) -> Int? {
        try value(name, "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
            return Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    func time(_ name: String) throws(JSONProblem) -> WallTime? {
        try value(name, "a time such as 2026-03-01T07:30:00Z, or Unix seconds") { text in
            WallTime(rfc3339: text) ?? (text.first == "+" ? nil : Int64(text).map { WallTime(seconds: $0) })
        }
    }

    func state() throws(JSONProblem) -> JobState? {
        try value("state", "one of \(JobState.allCases.map(\.rawValue).joined(separator: ", "))") {
            JobState(rawValue: $0)
        }
    }

    func site() throws(JSONProblem) -> SiteID? { try value("site", "a site's name") { SiteID($0) } }

    func task() throws(JSONProblem) -> String? {
        try value("task", "the name of a task type") { (1...128).contains($0.utf8.count) ? $0 : nil }
    }
}
