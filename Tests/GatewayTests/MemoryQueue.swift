// SPDX-License-Identifier: Apache-2.0
import Jobs
import Locks
import Queue

@testable import Gateway

/// A queue in memory for Gateway's tests: keeps what is submitted, knows keys by site, and fails when told.
final class MemoryQueue: QueueEngine, JobStore, Outbox, JobCommands {
    private struct State {
        var jobs = [NewJob]()
        var failure: QueueError?
        var records = [JobID: JobRecord]()
        var callbacks = [JobID: [CallbackRecord]]()
    }
    private let state = Lock(State())

    var jobs: [NewJob] { state.withLock { $0.jobs } }
    func fail(with error: QueueError?) { state.withLock { $0.failure = error } }
    func keep(_ record: JobRecord, callbacks: [CallbackRecord]) {
        state.withLock {
            $0.records[record.id] = record
            $0.callbacks[record.id] = callbacks
        }
    }

    func submit(_ job: NewJob) async throws(QueueError) -> Submission {
        try state.withLock { (state) throws(QueueError) in
            if let failure = state.failure { throw failure }
            let same = state.jobs.first { $0.site == job.site && $0.idempotencyKey == job.idempotencyKey }
            if let same { return .known(same.id, .succeeded) }
            state.jobs.append(job)
            return .accepted(job.id)
        }
    }

    func job(_ id: JobID) async throws(QueueError) -> JobRecord? {
        try state.withLock { (state) throws(QueueError) in
            if let failure = state.failure { throw failure }
            return state.records[id]
        }
    }

    func callbacks(of job: JobID) async throws(QueueError) -> [CallbackRecord] {
        state.withLock { $0.callbacks[job] ?? [] }
    }

    // What Gateway never calls.
    func jobs(_ filter: JobFilter, before: JobID?, limit: Int) async throws(QueueError) -> [JobRecord] { [] }
    func endings(of id: JobID) async throws(QueueError) -> [JobEnding] { [] }
    func cancel(_ id: JobID) async throws(QueueError) -> ControlResult { .unknown }
    func retry(_ id: JobID) async throws(QueueError) -> ControlResult { .unknown }
    func counts() async throws(QueueError) -> [JobState: Int] { [:] }
    func lease(_ terms: LeaseTerms, now: WallTime, until: WallTime) async throws(QueueError) -> [LeasedJob] { [] }
    func extend(_ leases: [Lease], until: WallTime) async throws(QueueError) -> [Lease] { [] }
    func settle(_ lease: Lease, _ settlement: Settlement) async throws(QueueError) -> Bool { false }
    func recoverAbandoned(now: WallTime) async throws(QueueError) -> Int { 0 }
    func nextDue(suspects: Bool, after now: WallTime) async throws(QueueError) -> WallTime? { nil }
    func claimDue(limit: Int, now: WallTime, until: WallTime) async throws(QueueError) -> [Callback] { [] }
    func record(_ id: CallbackID, _ outcome: DeliveryOutcome, attempt: DeliveryAttempt) async throws(QueueError) {}
    func recoverHeld(spacing: [String: Double], now: WallTime) async throws(QueueError) -> Int { 0 }
    func nextCallbackDue() async throws(QueueError) -> WallTime? { nil }
}
