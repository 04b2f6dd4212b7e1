// SPDX-License-Identifier: Apache-2.0
import Jobs
import Observability
import Outbound
import Queue
import StandIns
import Testing
import Threads
import Waiting

@testable import Delivery

/// What one destination's trouble means for its callbacks, and for everybody else's.
@Suite(.timeLimit(.minutes(1)))
struct DestinationTests {
    private let clock = HandClock()
    private let lines = CollectedLines()

    private func withWorker(
        _ outbox: MemoryOutbox,
        _ client: ScriptedClient,
        _ body: (DeliveryWorker) async throws -> Void
    ) async throws {
        try await DeliveryTests.withWorker(outbox, client, clock: clock, log: Logger(lines), within: 0, body)
    }

    @Test func oneThatFailsIsLeftAloneAndAsksWithOneWhetherItWorksAgain() async throws {
        let outbox = MemoryOutbox()
        let client = ScriptedClient { answer($0 < 7 ? 503 : 200) }
        for number in 0..<5 { outbox.add(try testCallback("c-\(number)"), at: clock.now()) }
        try await withWorker(outbox, client) { worker in
            try await eventually("five failures") { outbox.all.allSatisfy { $0.attempts.count == 1 } }
            #expect(worker.figures.open == 1)
            // All are due again long before the pause ends, which is 24 s at the least.
            clock.move(by: 20)
            worker.doorbell.ring()
            try await eventually("five put off") { outbox.postponed.count == 5 }
            #expect(client.requests.count == 5)
            for _ in 0..<2 {
                let before = client.requests.count
                // How long the pause is, is partly left to chance.
                try await eventually("one more attempt") {
                    guard client.requests.count == before else { return true }
                    clock.move(by: 20)
                    worker.doorbell.ring()
                    return false
                }
                try await eventually("its end") { worker.figures.underWay == 0 }
                #expect(client.requests.count == before + 1)
            }
            #expect(outbox.all.allSatisfy { $0.isWaiting })
            clock.move(by: 400)
            worker.doorbell.ring()
            try await eventually("the deliveries") {
                clock.move(by: 10)
                worker.doorbell.ring()
                return outbox.all.allSatisfy { $0.outcomes.last == .delivered }
            }
            #expect(worker.figures.open == 0)
        }
        #expect(lines.count("left alone for a while") == 3)
        #expect(lines.count("works again") == 1)
        #expect(!lines.text.contains("TOPSECRET"))
    }

    @Test func whoHangsLeavesRoomForOthers() async throws {
        let outbox = MemoryOutbox()
        let gate = Gate()
        let client = ScriptedClient { _ in
            answer(200)
        } before: { request in
            if request.url.hasSuffix("slow.example.org/x") { await gate.pass() }
        }
        // It has answered before.
        outbox.add(try testCallback("first", url: "https://slow.example.org/first"), at: clock.now())
        for number in 0..<200 {
            outbox.add(try testCallback("s-\(number)", url: "https://slow.example.org/x"), at: clock.now())
        }
        try await withWorker(outbox, client) { worker in
            defer { gate.open() }
            try await eventually("as many as may") {
                clock.move(by: 0.2)
                worker.doorbell.ring()
                return worker.figures.underWay == DestinationTable.attemptsAtOnce
            }
            for number in 0..<20 { outbox.add(try testCallback("f-\(number)"), at: clock.now()) }
            worker.doorbell.ring()
            try await eventually("the others' deliveries") {
                clock.move(by: 0.2)
                worker.doorbell.ring()
                return outbox.all.count { $0.outcomes == [.delivered] } == 21
            }
            // The last of them is recorded a moment before it is under way no more.
            try await eventually("the slow ones alone") {
                worker.figures.underWay == DestinationTable.attemptsAtOnce
            }
        }
    }

    /// A host that is started anew knows nothing of its destinations: one that hangs or is down gets as many attempts as
    /// open its breaker, however much is due.
    @Test func whoHasNotAnsweredYetIsTriedByFew() async throws {
        let outbox = MemoryOutbox()
        for number in 0..<300 { outbox.add(try testCallback("c-\(number)"), at: clock.now()) }
        // Two hosts one after the other, at a receiver that is down; then one that finds it well.
        for _ in 0..<2 {
            let gate = Gate()
            let client = ScriptedClient { _ in
                await gate.pass()
                return answer(503)
            }
            // Before the worker puts the first off.
            let before = outbox.postponed.count
            try await withWorker(outbox, client) { worker in
                defer { gate.open() }
                try await eventually("every callback tried or put off") {
                    outbox.postponed.count >= before + 295 && worker.figures.underWay == CircuitBreaker.threshold
                }
                for _ in 0..<20 {
                    let before = outbox.claimCount
                    clock.move(by: 0.5)
                    worker.doorbell.ring()
                    try await eventually("another look") { outbox.claimCount > before }
                }
                #expect(client.requests.count == CircuitBreaker.threshold)
                gate.open()
                try await eventually("an open breaker") { worker.figures.open == 1 }
                #expect(client.requests.count == CircuitBreaker.threshold)
            }
            clock.move(by: 3_600)
        }
        let client = ScriptedClient { _ in answer(200) }
        try await withWorker(outbox, client) { worker in
            try await eventually("all deliveries") {
                clock.move(by: 0.2)
                worker.doorbell.ring()
                return outbox.all.allSatisfy { $0.outcomes.last == .delivered }
            }
        }
        #expect(client.requests.count == 300)
    }

    @Test func goneIsSwitchedOffUntilAPersonSaysOtherwise() async throws {
        let outbox = MemoryOutbox()
        let client = ScriptedClient { answer($0 == 0 ? 410 : 200) }
        outbox.add(try testCallback("first"), at: clock.now())
        try await withWorker(outbox, client) { worker in
            try await eventually("the answer") { outbox.all[0].outcomes == [.abandoned] }
            outbox.add(
                try testCallback("second", url: "https://blog.example.org/wp-json/x?token=other"),
                at: clock.now()
            )
            outbox.add(try testCallback("elsewhere", url: "https://blog.example.org/other"), at: clock.now())
            worker.doorbell.ring()
            try await eventually("the other path") { outbox.all[2].outcomes == [.delivered] }
            try await eventually("the second put off") { outbox.postponed.contains { $0.id.text == "second" } }
            #expect(outbox.all[1].attempts.isEmpty)
        }
        let disabled = try await outbox.disabledDestinations().map(\.destination)
        #expect(disabled == ["https://blog.example.org/wp-json/x"])
        #expect(lines.count("switched off") == 1)
        // Known after a restart too, and over when a person says so.
        clock.move(by: 2_000)
        try await withWorker(outbox, client) { worker in
            try await eventually("put off again") { outbox.postponed.count { $0.id.text == "second" } == 2 }
            let site = try #require(SiteID("default"))
            let destination = "https://blog.example.org/wp-json/x"
            let was = try await outbox.enable(site: site, destination: destination, now: clock.now())
            #expect(was)
            worker.enabled(site: site, destination: destination)
            try await eventually("the delivery") { outbox.all[1].outcomes == [.delivered] }
        }
        #expect(outbox.all[0].outcomes == [.abandoned])
    }

    /// What was never tried because its destination was left alone is given up after the same day.
    @Test func afterADayWhatWaitsIsGivenUpToo() async throws {
        let outbox = MemoryOutbox()
        let client = ScriptedClient { _ in answer(410) }
        outbox.add(try testCallback("first"), at: clock.now())
        try await withWorker(outbox, client) { worker in
            try await eventually("the answer") { outbox.all[0].outcomes == [.abandoned] }
            outbox.add(try testCallback("second"), at: clock.now())
            worker.doorbell.ring()
            try await eventually("put off") { outbox.postponed.count == 1 }
            clock.move(by: 86_401)
            worker.doorbell.ring()
            try await eventually("given up") { outbox.all[1].outcomes == [.abandoned] }
        }
        #expect(outbox.all[1].attempts[0].error?.contains("switched off") == true)
        #expect(client.requests.count == 1)
    }

    @Test func aStopCutsAttemptsShortAndHoldsNothingAgainstThem() async throws {
        let outbox = MemoryOutbox()
        let client = ScriptedClient { _ in
            try? await Task.sleep(for: .seconds(3600))
            return .failure(OutboundFailure(.cancelled, "the call was cancelled"))
        }
        outbox.add(try testCallback(), at: clock.now())
        let before = ContinuousClock.now
        try await withWorker(outbox, client) { worker in
            try await eventually("the attempt") { client.requests.count == 1 }
        }
        #expect(ContinuousClock.now - before < .seconds(30))
        #expect(outbox.all[0].attempts.isEmpty && outbox.all[0].isWaiting)
    }
}
