// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Modules

/// Which process takes which job.
@Suite(.timeLimit(.minutes(1)))
struct SeatingTests {
    private final class Process {
        var isUsable = true
    }
    private typealias Plan = Seating<Process, Int>

    @Test func theLeastLoadedComesFirst() {
        var plan = Plan(limit: 3)
        let processes = (0..<3).map { _ in Process() }
        for process in processes { plan.add(process, slots: [:]) }
        for round in 1...5 {
            var seen: Set<ObjectIdentifier> = []
            for _ in 0..<3 { plan.take("a").map { _ = seen.insert(ObjectIdentifier($0)) } }
            #expect(seen.count == 3, "round \(round)")
        }
        plan.free(processes[1], "a")
        #expect(plan.take("a") === processes[1])
    }

    @Test func aTypeHasItsOwnSlotsAndWaitsInOrder() {
        var plan = Plan(limit: 1)
        let process = Process()
        plan.add(process, slots: ["blocking": 2])
        #expect(plan.take("blocking") != nil)
        #expect(plan.take("blocking") != nil)
        #expect(plan.take("blocking") == nil)
        for number in 1...3 { plan.wait(UInt64(number), "blocking", number) }
        // Another type is not held up by it.
        #expect(plan.take("async") != nil)
        #expect(plan.seatWaiting().isEmpty)
        plan.free(process, "blocking")
        // Who comes now does not overtake who waits.
        #expect(plan.take("blocking") == nil)
        #expect(plan.seatWaiting().map(\.0) == [1])
        #expect(plan.leave(2) == 2)
        #expect(plan.leave(2) == nil)
        plan.free(process, "blocking")
        #expect(plan.seatWaiting().map(\.0) == [3])
        #expect(!plan.isAnyoneWaiting)
    }

    @Test func aProcessTakesNoMoreThanItsLimit() {
        var plan = Plan(limit: 1)
        plan.add(Process(), slots: [:])
        for _ in 0..<Plan.processLimit { #expect(plan.take("a") != nil) }
        #expect(plan.take("a") == nil)
        #expect(plan.take("b") == nil)
    }

    @Test func anotherIsWantedForWhoWaitsAndForWhoShares() {
        var plan = Plan(limit: 2)
        #expect(!plan.wantsAnother)
        plan.wait(1, "a", 1)
        #expect(plan.wantsAnother)
        plan.starting += 1
        #expect(!plan.wantsAnother)
        plan.starting -= 1
        plan.add(Process(), slots: [:])
        #expect(plan.seatWaiting().count == 1)
        // One job has a process to itself: nothing is gained by another.
        #expect(!plan.wantsAnother)
        _ = plan.take("a")
        #expect(plan.wantsAnother)
        plan.add(Process(), slots: [:])
        for _ in 0..<10 { _ = plan.take("a") }
        #expect(!plan.wantsAnother)
    }

    /// Thousands of jobs that wait for a model need slots, not cores; a process that dies takes few of them with it.
    @Test func moreThanTheLimitAreWantedOnlyWhenEachIsFull() {
        var plan = Plan(limit: 1, overflow: 2)
        plan.add(Process(), slots: ["narrow": 1])
        #expect(plan.take("narrow") != nil)
        plan.wait(1, "narrow", 1)
        // It waits for its type's slot; another process is not for that.
        #expect(!plan.wantsAnother)
        for _ in 0..<Plan.processLimit - 1 { #expect(plan.take("a") != nil) }
        #expect(plan.wantsAnother)
        plan.starting += 1
        #expect(!plan.wantsAnother)
        plan.starting -= 1
        plan.add(Process(), slots: [:])
        for _ in 0..<Plan.processLimit { _ = plan.take("a") }
        plan.wait(2, "a", 2)
        #expect(!plan.wantsAnother)
    }

    @Test func aProcessIsGivenNoMoreThanItsQuota() {
        var plan = Plan(limit: 1)
        let process = Process()
        plan.add(process, slots: [:], quota: 2)
        #expect(plan.take("a") != nil)
        plan.free(process, "a")
        #expect(plan.take("a") != nil)
        plan.free(process, "a", wasRun: false)
        #expect(plan.take("a") != nil)
        #expect(plan.take("a") == nil)
        plan.wait(1, "a", 1)
        // It still works, but another may take its place.
        #expect(plan.wantsAnother)
    }

    @Test func whoTakesNoJobsIsForgotten() {
        var plan = Plan(limit: 1)
        let old = Process()
        plan.add(old, slots: [:])
        _ = plan.take("a")
        old.isUsable = false
        plan.prune { $0.isUsable }
        #expect(plan.take("a") == nil)
        plan.wait(1, "a", 1)
        #expect(plan.wantsAnother)
        // A job of the old one ends: nobody's slot becomes free by it.
        plan.free(old, "a")
        #expect(plan.seatWaiting().isEmpty)
        #expect(plan.dismissAll() == [1])
    }

    @Test func idleOnesAreTakenOutAndBusyOnesAreNot() {
        var plan = Plan(limit: 2)
        let processes = [Process(), Process()]
        for process in processes { plan.add(process, slots: [:]) }
        let busy = plan.take("a")
        let idle = plan.takeIdle { _ in true }
        #expect(idle.count == 1)
        #expect(idle.first !== busy)
        #expect(plan.processes.count == 1)
    }
}
