// SPDX-License-Identifier: Apache-2.0
import Jobs
import Queue
import Testing

/// What every engine's delivery log does.
@Suite(.timeLimit(.minutes(1)))
struct DeliveryLogConformance {
    /// Ends so many jobs, each with a callback at second 1.
    private func fill(_ engine: EngineUnderTest, _ numbers: Range<Int>) async throws {
        for number in numbers {
            try await engine.queue.finish(number, .success(callback: callback(number)))
        }
    }

    private func attempt(_ second: Double, _ status: Int?) -> DeliveryAttempt {
        DeliveryAttempt(at: QueueTests.second(second), status: status, error: "e", milliseconds: 7)
    }

    private func ids(_ records: [DeliveryRecord]) -> [String] { records.map(\.callback.id.text) }

    @Test(arguments: EngineFactory.all)
    func whatIsPutOffComesBackWithoutAnAttempt(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            try await fill(engine, 0..<3)
            #expect(try await engine.outbox.claimDue(limit: 9, now: second(2), until: second(120)).count == 3)
            try await engine.deliveries.postpone([
                PostponedCallback(id: CallbackID("callback-1"), until: second(30)),
                PostponedCallback(id: CallbackID("none"), until: second(30)),
            ])
            #expect(try await engine.outbox.nextCallbackDue() == second(30))
            #expect(try await engine.outbox.claimDue(limit: 9, now: second(29), until: second(200)).isEmpty)
            let due = try await engine.outbox.claimDue(limit: 9, now: second(30), until: second(200))
            #expect(due.map(\.content.id.text) == ["callback-1"] && due[0].attempts == 0)
            #expect(due[0].createdAt == second(1))
        }
    }

    @Test(arguments: EngineFactory.all)
    func listsArePagedAndFiltered(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            try await fill(engine, 0..<6)
            for (number, outcome) in [(0, DeliveryOutcome.delivered), (1, .abandoned), (2, .abandoned)] {
                try await engine.outbox.record(CallbackID("callback-\(number)"), outcome, attempt: attempt(2, 200))
            }
            try await engine.outbox.record(CallbackID("callback-3"), .retry(at: second(99)), attempt: attempt(2, nil))
            let log = engine.deliveries
            let all = try await log.deliveries(DeliveryFilter(), before: nil, limit: 4)
            #expect(ids(all) == ["callback-5", "callback-4", "callback-3", "callback-2"])
            let rest = try await log.deliveries(DeliveryFilter(), before: all.last?.callback.id, limit: 4)
            #expect(ids(rest) == ["callback-1", "callback-0"])
            #expect(rest[1].callback.state == .delivered && rest[1].attempts == 1 && rest[1].job == jobID(0))
            let gone = try await log.deliveries(DeliveryFilter(state: .abandoned), before: nil, limit: 9)
            #expect(ids(gone) == ["callback-2", "callback-1"])
            #expect(ids(try await log.deliveries(DeliveryFilter(state: .delivered), before: nil, limit: 9)).count == 1)
            let waiting = try await log.deliveries(DeliveryFilter(state: .waiting), before: nil, limit: 2)
            #expect(ids(waiting) == ["callback-4", "callback-5"])
            let last = try await log.deliveries(
                DeliveryFilter(state: .waiting),
                before: waiting.last?.callback.id,
                limit: 2
            )
            #expect(ids(last) == ["callback-3"])
            let other = DeliveryFilter(site: try site("other"))
            #expect(try await log.deliveries(other, before: nil, limit: 9).isEmpty)
        }
    }

    @Test(arguments: EngineFactory.all)
    func aReplayBeginsTheScheduleAnewUnderTheSameID(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            try await fill(engine, 0..<1)
            let id = CallbackID("callback-0")
            for _ in 0..<3 { try await engine.outbox.record(id, .retry(at: second(5)), attempt: attempt(2, 500)) }
            try await engine.outbox.record(id, .abandoned, attempt: attempt(3, 410))
            #expect(try await engine.deliveries.replay(CallbackID("none"), now: second(50)) == .unknown)
            #expect(try await engine.deliveries.replay(id, now: second(50)) == .due)
            let due = try await engine.outbox.claimDue(limit: 9, now: second(50), until: second(200))
            #expect(due.map(\.content.id) == [id])
            #expect(due[0].attempts == 0 && due[0].createdAt == second(50))
            #expect(due[0].content.body == (try callback(0)).body)
            #expect(try await engine.deliveries.replay(id, now: second(51)) == .underWay)
            try await engine.outbox.record(id, .delivered, attempt: attempt(52, 200))
            let record = try #require(try await engine.deliveries.delivery(id))
            #expect(record.callback.state == .delivered && record.attempts == 5)
            #expect(record.callback.attempts.map(\.status) == [500, 500, 500, 410, 200])
            #expect(record.createdAt == second(1))
            // One that has arrived can be sent again too.
            #expect(try await engine.deliveries.replay(id, now: second(60)) == .due)
            #expect(try await engine.outbox.nextCallbackDue() == second(60))
        }
    }

    @Test(arguments: EngineFactory.all)
    func aSwitchStaysOffUntilItIsTakenAway(_ factory: EngineFactory) async throws {
        let off = DisabledDestination(
            site: try site("blog"),
            destination: "https://blog.example/callback",
            since: second(5),
            callback: CallbackID("callback-0")
        )
        try await factory.reopening { engine async throws in
            try await fill(engine, 0..<2)
            try await engine.outbox.record(CallbackID("callback-1"), .retry(at: second(900)), attempt: attempt(2, 500))
            try await engine.deliveries.disable(off)
            var later = off
            later.since = second(6)
            try await engine.deliveries.disable(later)
        } then: { engine async throws in
            let log = engine.deliveries
            #expect(try await log.disabledDestinations() == [off])
            #expect(try await log.enable(site: off.site, destination: "https://blog.example/", now: second(9)) == false)
            #expect(try await log.enable(site: off.site, destination: off.destination, now: second(9)))
            #expect(try await log.disabledDestinations().isEmpty)
            #expect(try await log.enable(site: off.site, destination: off.destination, now: second(9)) == false)
            #expect(try await engine.outbox.claimDue(limit: 9, now: second(9), until: second(99)).count == 2)
        }
    }
}
