// SPDX-License-Identifier: Apache-2.0
import Jobs
import Queue
import Threads

/// The queue as Gateway sees it: each accepted job wakes the scheduler, and is told to those who follow jobs.
struct RingingQueue: QueueEngine {
    private let queue: any QueueEngine
    private let doorbell: Doorbell

    private let feed: JobFeed

    init(_ queue: any QueueEngine, doorbell: Doorbell, feed: JobFeed) {
        self.queue = queue
        self.doorbell = doorbell
        self.feed = feed
    }

    func submit(_ job: NewJob) async throws(QueueError) -> Submission {
        let submission = try await queue.submit(job)
        if case .accepted(let id) = submission {
            feed.publish(
                JobTransition(job: id, site: job.site, taskType: job.taskType, state: .queued, at: job.createdAt)
            )
            doorbell.ring()
        }
        return submission
    }

    func lease(limit: Int, suspects: Bool, now: WallTime, until: WallTime) async throws(QueueError) -> [LeasedJob] {
        try await queue.lease(limit: limit, suspects: suspects, now: now, until: until)
    }
    func extend(_ leases: [Lease], until: WallTime) async throws(QueueError) -> [Lease] {
        try await queue.extend(leases, until: until)
    }
    func settle(_ lease: Lease, _ settlement: Settlement) async throws(QueueError) -> Bool {
        try await queue.settle(lease, settlement)
    }
    func recoverAbandoned(now: WallTime) async throws(QueueError) -> Int {
        try await queue.recoverAbandoned(now: now)
    }
    func nextDue(suspects: Bool) async throws(QueueError) -> WallTime? { try await queue.nextDue(suspects: suspects) }
}
