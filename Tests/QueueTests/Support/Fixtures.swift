// SPDX-License-Identifier: Apache-2.0
import Jobs
import Queue
import Testing

/// A moment `seconds` after the tests' beginning of time.
func second(_ seconds: Double) -> WallTime { WallTime(milliseconds: 1_700_000_000_000) + seconds }

func site(_ name: String) throws -> SiteID { try #require(SiteID(name)) }

func jobID(_ number: Int, at time: WallTime = second(0)) -> JobID {
    JobID(at: time, random: (UInt64(truncatingIfNeeded: number), UInt64(truncatingIfNeeded: number)))
}

let policy = RetryPolicy(attempts: 5, baseDelay: 5.5, maximumDelay: 80, softTimeout: 50, hardTimeout: 60)
let reply = ReplyAddress(contract: "A", url: "https://blog.example/callback", echo: #"{"post_id":7}"#)

/// A job that is due at second 0, with a key and an id of its own.
func newJob(
    _ number: Int,
    site name: String = "blog",
    type: String = "post_summary",
    key: String? = nil,
    priority: Int = 5,
    due: Double = 0,
    input: [UInt8] = Array(#"{"title":"Wie geht’s?"}"#.utf8),
    reply: ReplyAddress? = reply
) throws -> NewJob {
    NewJob(
        id: jobID(number),
        site: try site(name),
        taskType: type,
        input: input,
        settings: Array(#"{"words":120}"#.utf8),
        idempotencyKey: key ?? "key-\(number)",
        priority: priority,
        availableAt: second(due),
        createdAt: second(0),
        retry: policy,
        reply: reply
    )
}

func callback(_ number: Int, url: String = "https://blog.example/callback") throws -> NewCallback {
    NewCallback(
        id: CallbackID("callback-\(number)"),
        site: try site("blog"),
        contract: "A",
        url: url,
        body: [0, 0xFF] + Array("body \(number)".utf8)
    )
}

extension Settlement {
    static func success(callback: NewCallback? = nil, at time: WallTime = second(1)) -> Settlement {
        Settlement(
            state: .succeeded,
            counters: JobCounters(attempts: 1),
            availableAt: time,
            result: Array(#"{"summary":"Gut."}"#.utf8),
            callback: callback,
            at: time
        )
    }

    static func again(at due: WallTime, suspect: Bool = false, error: JobError? = nil) -> Settlement {
        Settlement(
            state: .queued,
            counters: JobCounters(attempts: 1, isSuspect: suspect),
            availableAt: due,
            error: error,
            at: second(1)
        )
    }
}

extension QueueEngine {
    /// Leases one job that must be there.
    func leaseOne(suspects: Bool = false, now: Double = 0, until: Double = 60) async throws -> LeasedJob {
        let leased = try await lease(limit: 1, suspects: suspects, now: second(now), until: second(until))
        return try #require(leased.first)
    }

    /// Submits a job, leases it, and settles it.
    func finish(_ number: Int, _ settlement: Settlement) async throws {
        _ = try await submit(newJob(number))
        #expect(try await settle(leaseOne().lease, settlement))
    }
}

/// What a submission says, in a form that compares.
func words(_ submission: Submission) -> String {
    switch submission {
    case .accepted(let id): "accepted \(id)"
    case .known(let id, let state): "known \(id) \(state.rawValue)"
    }
}
