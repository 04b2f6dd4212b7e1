// SPDX-License-Identifier: Apache-2.0
import Jobs
import Locks
import Providers
import Queue
import StandIns
import Testing
import Threads
import Waiting

@testable import Scheduling

@Suite(.timeLimit(.minutes(2)))
struct SchedulerTests {
    @Test func noMoreJobsAreTakenThanMayRunAtOnce() async throws {
        try await Bench.with(options: { options, _ in options.concurrency = 3 }) { bench in
            try bench.add((0..<20).map { "job-\($0)" })
            try await eventually("three calls") { bench.provider.calls == 3 }
            bench.scheduler.doorbell.ring()
            #expect(bench.queue.mostLeased.others == 3)
            bench.provider.open()
            try await eventually("all jobs") { bench.queue.ended == 20 }
            #expect(bench.queue.mostLeased.others <= 3)
            #expect(bench.callbacksTold == 20)
        }
    }

    @Test func suspectsHaveALimitOfTheirOwn() async throws {
        try await Bench.with(options: { options, _ in options.aloneConcurrency = 2 }) { bench in
            try bench.add((0..<5).map { "suspect-\($0)" }, isSuspect: true)
            try bench.add((0..<5).map { "job-\($0)" })
            try await eventually("calls of all that may run") { bench.provider.calls == 7 }
            #expect(bench.queue.mostLeased == (2, 5))
            bench.provider.open()
            try await eventually("all jobs") { bench.queue.ended == 10 }
            #expect(bench.queue.mostLeased.suspects == 2)
        }
    }

    @Test func aJobIsTakenWhenItIsDue() async throws {
        try await Bench.with { bench in
            bench.provider.open()
            bench.provider.fail(.init(.overloaded, "busy", retryAfter: 10))
            try bench.add(["job-1"])
            try await eventually("the first attempt") { try bench.queue.entry("job-1").settlements.count == 1 }
            bench.provider.fail(nil)
            bench.scheduler.doorbell.ring()
            #expect(try bench.queue.entry("job-1").record.state == .queued)
            bench.clock.move(by: 11)
            bench.scheduler.doorbell.ring()
            try await eventually("the second attempt") { bench.queue.ended == 1 }
            #expect(try bench.queue.entry("job-1").record.counters.attempts == 2)
        }
    }

    @Test func aQueueThatFailsIsAskedAgain() async throws {
        let queue = MemoryQueue()
        queue.failLeasing([QueueError(.unavailable, "away"), QueueError(.full, "no room")])
        try await Bench.with(queue: queue) { bench in
            bench.provider.open()
            try bench.add(["job-1"])
            try await eventually("the job") {
                bench.scheduler.doorbell.ring()
                return bench.queue.ended == 1
            }
            #expect(bench.lines.count("cannot be taken") == 2)
        }
    }

    @Test func stoppingGivesJobsBackUncharged() async throws {
        try await Bench.with { bench in
            try bench.add(["job-1", "job-2"])
            try bench.add(["suspect"], isSuspect: true)
            try await eventually("three calls") { bench.provider.calls == 3 }
            await bench.scheduler.stop(drain: 0)
            for entry in bench.queue.all {
                #expect(entry.record.state == .queued)
                #expect(!entry.isLeased)
                #expect(entry.record.counters.attempts == 0)
                #expect(entry.record.counters.crashes == 0)
                #expect(entry.record.availableAt <= bench.clock.now())
            }
            #expect(try bench.queue.entry("job-1").record.counters.isSuspect == false)
            // Nothing is taken after that.
            try bench.add(["late"])
            #expect(try bench.queue.entry("late").record.state == .queued)
        }
    }

    @Test func stoppingLetsJobsEndWithinTheDrain() async throws {
        try await Bench.with { bench in
            try bench.add(["job-1"])
            try await eventually("the call") { bench.provider.calls == 1 }
            let stop = Task { await bench.scheduler.stop(drain: 60) }
            bench.provider.open()
            await stop.value
            #expect(try bench.queue.entry("job-1").record.state == .succeeded)
        }
    }

    /// With a full disk no end can be recorded, and a stop must come to its end all the same; the next start gives the
    /// lease back.
    @Test func aStopLetsGoOfWhatCannotBeRecorded() async throws {
        try await Bench.with { bench in
            bench.provider.open()
            bench.queue.failSettling(Array(repeating: QueueError(.full, "no room"), count: 1_000))
            try bench.add(["job-1"])
            try await eventually("an attempt to record") { bench.lines.count("cannot be recorded yet") > 0 }
            let hasStopped = Lock(false)
            Task {
                await bench.scheduler.stop(drain: 0)
                hasStopped.withLock { $0 = true }
            }
            try await eventually("the stop's end") { hasStopped.withLock { $0 } }
            #expect(try bench.queue.entry("job-1").settlements.isEmpty)
            bench.queue.failSettling([])
        }
    }

    /// A lease that was on its way when the scheduler was told to stop is given back before it has stopped.
    @Test func whatIsLeasedDuringTheStopIsGivenBackToo() async throws {
        let gate = Gate()
        let queue = MemoryQueue { await gate.pass() }
        try await Bench.with(queue: queue) { bench in
            defer { gate.open() }
            try bench.add(["job-1"])
            try await eventually("the lease") { try bench.queue.entry("job-1").isLeased }
            let stop = Task {
                await bench.scheduler.stop(drain: 0)
                return try bench.queue.entry("job-1")
            }
            // The gate is opened by nobody before; a few turns let the stop come to its wait.
            for _ in 0..<100 { await Task.yield() }
            gate.open()
            let entry = try await stop.value
            #expect(!entry.isLeased)
            #expect(entry.record.state == .queued)
        }
    }

    /// Another holder has the job: this one stops working on it and records nothing.
    @Test func aLostLeaseEndsTheRun() async throws {
        try await Bench.with(options: { options, _ in options.leaseSeconds = 0.03 }) { bench in
            try bench.add(["job-1"])
            try await eventually("the call") { bench.provider.calls == 1 }
            bench.queue.passOn("job-1")
            bench.queue.loseLeases()
            try await eventually("the end of the run") { bench.lines.count("lease had passed to another") == 1 }
            #expect(try bench.queue.entry("job-1").settlements.isEmpty)
        }
    }

    /// With the lease the duty to record is gone too: a full store is not asked over and over.
    @Test func aLostLeaseIsNotSettledAgainAndAgain() async throws {
        try await Bench.with(options: { options, _ in options.leaseSeconds = 0.03 }) { bench in
            try bench.add(["job-1"])
            try await eventually("the call") { bench.provider.calls == 1 }
            bench.queue.failSettling(Array(repeating: QueueError(.full, "no room"), count: 1000))
            bench.queue.loseLeases()
            try await eventually("an attempt to settle") { bench.queue.settleAttempts >= 1 }
            try bench.add(["job-2"])
            bench.queue.failSettling([])
            bench.provider.open()
            try await eventually("the next job") { try bench.queue.entry("job-2").settlements.count == 1 }
            #expect(bench.queue.settleAttempts < 20)
        }
    }

    /// The clock was set, or the host stood still for longer than a lease lasts: what runs here is not taken anew.
    @Test(arguments: [[31.0], [3600], [-3600, 3600], [-31_536_000, 86_400], [20, 20, 20]])
    func whatRunsIsNotTakenAnewWhenTheClockIsSet(_ jumps: [Double]) async throws {
        try await Bench.with { bench in
            try bench.add((0..<5).map { "job-\($0)" })
            try await eventually("five calls") { bench.provider.calls == 5 }
            for jump in jumps {
                bench.clock.move(by: jump)
                let before = bench.queue.leaseCalls
                bench.scheduler.doorbell.ring()
                try await eventually("a look for jobs") { bench.queue.leaseCalls >= before + 2 }
            }
            #expect(bench.queue.all.allSatisfy { $0.token == 1 && $0.isLeased })
            bench.provider.open()
            try await eventually("all jobs") { bench.queue.ended == 5 }
            #expect(bench.provider.calls == 5)
            #expect(bench.queue.all.allSatisfy { $0.settlements.count == 1 })
        }
    }
}
