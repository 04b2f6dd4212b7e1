// SPDX-License-Identifier: Apache-2.0
import Jobs
import Locks
import Queue
import StandIns
import Testing
import Waiting

@testable import Scheduling

/// Jobs whose end somebody asks for, at every moment of their run.
@Suite(.timeLimit(.minutes(2)))
struct CancelTests {
    /// A scheduler that a queue's callback can reach before it is made.
    private final class Place: Sendable {
        private let scheduler = Lock<Scheduler?>(nil)
        func put(_ new: Scheduler) { scheduler.withLock { $0 = new } }
        func cancel(_ id: String) {
            guard let job = JobID(id) else { return }
            scheduler.withLock { $0 }?.cancel(job)
        }
    }

    @Test(arguments: [false, true])
    func aRunningJobEndsAsCancelledAndItsNeighbourDoesNot(isSuspect: Bool) async throws {
        try await Bench.with { bench in
            try bench.add(["job-1", "job-2"], isSuspect: isSuspect)
            try await eventually("both ask the model") { bench.provider.calls == 2 }
            bench.scheduler.cancel(try #require(JobID("job-1")))
            try await eventually("one has ended") { bench.queue.ended == 1 }
            let settlement = try #require(try bench.queue.entry("job-1").settlements.first)
            #expect(settlement.state == .cancelled && settlement.outcome == .cancelled)
            #expect(settlement.error == .cancelled && settlement.counters.attempts == 1)
            #expect(settlement.callback?.body == Array(JobError.cancelled.message.utf8))
            #expect(settlement.provenance != nil)
            bench.provider.open()
            try await eventually("the other has ended") { bench.queue.ended == 2 }
            #expect(try bench.queue.entry("job-2").record.state == .succeeded)
            // Afterwards there is nothing to cancel, and nothing is remembered of it.
            bench.scheduler.cancel(try #require(JobID("job-1")))
            try bench.add(["job-1"])
            try await eventually("it runs again") { try bench.queue.entry("job-1").record.state == .succeeded }
        }
    }

    /// A run holds its task and its request, and the request what ends the task: none may hold itself.
    @Test func nothingIsLeftOfARunThatHasEnded() async throws {
        try await Bench.with { bench in
            try bench.add(["job-1", "job-2"])
            try await eventually("both ask the model") { bench.provider.calls == 2 }
            let requests = bench.scheduler.state.withLock { $0.running.all.map { Left($0.request) } }
            #expect(requests.count == 2 && requests.allSatisfy { $0.request != nil })
            bench.scheduler.cancel(try #require(JobID("job-1")))
            bench.provider.open()
            try await eventually("both have ended") { bench.queue.ended == 2 }
            try await eventually("nothing is left") { requests.allSatisfy { $0.request == nil } }
        }
    }

    private struct Left {
        weak var request: CancelRequest?
        init(_ request: CancelRequest) { self.request = request }
    }

    /// The wish comes between the lease and the run: nobody runs the job yet, and nobody must run it any more.
    @Test func aWishBetweenLeaseAndRunIsNotLost() async throws {
        let place = Place()
        try await Bench.with(queue: MemoryQueue { place.cancel("job-1") }) { bench in
            place.put(bench.scheduler)
            try bench.add(["job-1", "job-2"])
            try await eventually("one has ended") { bench.queue.ended == 1 }
            #expect(try bench.queue.entry("job-1").settlements.map(\.state) == [.cancelled])
            bench.provider.open()
            try await eventually("both have ended") { bench.queue.ended == 2 }
            #expect(try bench.queue.entry("job-2").record.state == .succeeded)
            #expect(bench.provider.calls == 1, "the cancelled one asked the model")
        }
    }

    @Test func aJobThatCameWithTheWishIsNotRun() async throws {
        try await Bench.with { bench in
            bench.provider.open()
            bench.queue.wishEnd(of: "job-1")
            try bench.add(["job-1"])
            try await eventually("its end") { bench.queue.ended == 1 }
            let settlement = try #require(try bench.queue.entry("job-1").settlements.first)
            #expect(
                settlement.state == .cancelled && settlement.counters == JobCounters() && settlement.callback != nil
            )
            #expect(bench.provider.calls == 0)
        }
    }

    /// A disk that is full in that moment: the cancelled job is settled all the same, later.
    @Test func aCancelledJobIsSettledWhenThereIsRoomAgain() async throws {
        try await Bench.with { bench in
            try bench.add(["job-1"])
            try await eventually("it asks the model") { bench.provider.calls == 1 }
            bench.queue.failSettling([QueueError(.full, "no room"), QueueError(.full, "no room")])
            bench.scheduler.cancel(try #require(JobID("job-1")))
            try await eventually("its end") { bench.queue.ended == 1 }
            #expect(try bench.queue.entry("job-1").record.state == .cancelled && bench.queue.settleAttempts == 3)
        }
    }

    /// A lost lease is no wish: the run is cut, and whoever has the job now decides about it.
    @Test func aLostLeaseIsNoWish() async throws {
        try await Bench.with(options: { options, _ in options.leaseSeconds = 1.5 }) { bench in
            try bench.add(["job-1"])
            try await eventually("it asks the model") { bench.provider.calls == 1 }
            bench.queue.passOn("job-1")
            bench.queue.loseLeases()
            try await eventually("its run is cut") { bench.queue.settleAttempts == 1 }
            #expect(try bench.queue.entry("job-1").settlements.isEmpty)
        }
    }
}
