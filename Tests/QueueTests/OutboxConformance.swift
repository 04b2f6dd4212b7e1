// SPDX-License-Identifier: Apache-2.0
import Jobs
import Queue
import Testing

/// What `Outbox` promises, for every engine.
@Suite(.timeLimit(.minutes(1)))
struct OutboxConformance {
    private static let failure = DeliveryAttempt(at: second(10), status: 503, error: "busy", milliseconds: 12)
    private static let success = DeliveryAttempt(at: second(11), status: 200, error: nil, milliseconds: 3)

    private func claim(_ engine: EngineUnderTest, _ now: Double, until: Double = 1e6) async throws -> [String] {
        try await engine.outbox.claimDue(limit: 99, now: second(now), until: second(until)).map(\.content.id.text)
    }

    @Test(arguments: EngineFactory.all)
    func aClaimedCallbackIsWhole(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            #expect(try await engine.outbox.nextCallbackDue() == nil)
            try await engine.queue.finish(1, .success(callback: callback(1), at: second(5)))
            #expect(try await engine.outbox.nextCallbackDue() == second(5))
            #expect(try await claim(engine, 4.999).isEmpty)
            let due = try await engine.outbox.claimDue(limit: 1, now: second(5), until: second(9))
            let claimed = try #require(due.first)
            #expect(claimed.content == (try callback(1)))
            #expect(claimed.job == jobID(1) && claimed.attempts == 0 && claimed.createdAt == second(5))
        }
    }

    @Test(arguments: EngineFactory.all)
    func oldestFirstAndNoMoreThanAskedFor(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            for (number, end) in [7.0, 5, 6].enumerated() {
                try await engine.queue.finish(number, .success(callback: callback(number), at: second(end)))
            }
            #expect(try await engine.outbox.claimDue(limit: 0, now: second(9), until: second(99)).isEmpty)
            let two = try await engine.outbox.claimDue(limit: 2, now: second(9), until: second(99))
            #expect(two.map(\.content.id.text) == ["callback-1", "callback-2"])
            #expect(try await claim(engine, 9) == ["callback-0"])
        }
    }

    @Test(arguments: EngineFactory.all)
    func aHeldCallbackIsNotGivenTwiceBeforeItsHoldEnds(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            try await engine.queue.finish(1, .success(callback: callback(1)))
            #expect(try await claim(engine, 2, until: 10) == ["callback-1"])
            #expect(try await claim(engine, 9.999).isEmpty)
            #expect(try await engine.outbox.callbacks(of: jobID(1)).first?.state == .waiting)
            #expect(try await claim(engine, 10, until: 20) == ["callback-1"])
        }
    }

    @Test(arguments: EngineFactory.all)
    func aHundredCallersNeverGetTheSameCallback(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            for number in 0..<150 { try await engine.queue.finish(number, .success(callback: callback(number))) }
            let claimed = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        try await engine.outbox.claimDue(limit: 2, now: second(9), until: second(99)).map(
                            \.content.id.text
                        )
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(claimed.count == 150 && Set(claimed).count == 150)
        }
    }

    @Test(arguments: EngineFactory.all)
    func recoveryFreesWhatIsHeld(_ factory: EngineFactory) async throws {
        try await factory.reopening { engine async throws in
            try await engine.queue.finish(1, .success(callback: callback(1)))
            try await engine.queue.finish(2, .success(callback: callback(2)))
            try await engine.queue.finish(3, .success(callback: callback(3), at: second(50)))
            #expect(try await claim(engine, 2) == ["callback-1", "callback-2"])
            try await engine.outbox.record(CallbackID("callback-2"), .delivered, attempt: Self.success)
        } then: { engine async throws in
            #expect(try await engine.outbox.recoverHeld(spacing: ["B": 900], now: second(2)) == 1)
            #expect(try await engine.outbox.recoverHeld(spacing: ["B": 900], now: second(2)) == 0)
            #expect(try await engine.outbox.nextCallbackDue() == second(1))
            #expect(try await claim(engine, 2) == ["callback-1"])
        }
    }

    /// The contract's receiver does the same twice with harm, and the attempt that was under way may have arrived.
    @Test(arguments: EngineFactory.all)
    func recoverySpacesWhatMayHaveArrived(_ factory: EngineFactory) async throws {
        try await factory.reopening { engine async throws in
            for number in 1...3 {
                var callback = try callback(number)
                if number < 3 { callback.contract = "B" }
                try await engine.queue.finish(number, .success(callback: callback))
            }
            #expect(try await claim(engine, 2) == ["callback-1", "callback-2", "callback-3"])
            // One of them was refused before the host died, and is not held any more.
            try await engine.outbox.record(CallbackID("callback-2"), .retry(at: second(40)), attempt: Self.failure)
        } then: { engine async throws in
            #expect(try await engine.outbox.recoverHeld(spacing: ["B": 900], now: second(5)) == 2)
            #expect(try await claim(engine, 6) == ["callback-3"])
            #expect(try await claim(engine, 904.999) == ["callback-2"])
            let due = try await engine.outbox.claimDue(limit: 9, now: second(905), until: second(1e6))
            #expect(due.map(\.content.id.text) == ["callback-1"])
            #expect(due.first?.mayHaveArrived == true && due.first?.attempts == 1)
            let attempts = try await engine.outbox.callbacks(of: jobID(1)).first?.attempts
            #expect(attempts?.first?.error?.contains("may have arrived") == true)
            #expect(attempts?.first?.at == second(5) && attempts?.first?.status == nil)
            #expect(try await engine.outbox.recoverHeld(spacing: [:], now: second(906)) == 3)
        }
    }

    @Test(arguments: EngineFactory.all)
    func whatMayHaveArrivedIsKnownFromThenOn(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            try await engine.queue.finish(1, .success(callback: callback(1)))
            func claimed(_ now: Double) async throws -> Bool? {
                try await engine.outbox.claimDue(limit: 1, now: second(now), until: second(1e6)).first?.mayHaveArrived
            }
            var attempt = Self.failure
            for (now, mayHave, before) in [(2.0, false, false), (3, true, false), (4, false, true)] {
                #expect(try await claimed(now) == before)
                attempt.mayHaveArrived = mayHave
                attempt.note = "note \(now)"
                let next = second(now + 1)
                try await engine.outbox.record(CallbackID("callback-1"), .retry(at: next), attempt: attempt)
            }
            #expect(try await claimed(5) == true)
            let notes = try await engine.outbox.callbacks(of: jobID(1)).first?.attempts.map(\.note)
            #expect(notes == ["note 2.0", "note 3.0", "note 4.0"])
        }
    }

    @Test(arguments: EngineFactory.all)
    func aRetryComesBackWhenItIsDueAndCountsItsAttempts(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            try await engine.queue.finish(1, .success(callback: callback(1)))
            _ = try await claim(engine, 2)
            try await engine.outbox.record(CallbackID("callback-1"), .retry(at: second(40)), attempt: Self.failure)
            #expect(try await engine.outbox.nextCallbackDue() == second(40))
            #expect(try await claim(engine, 39).isEmpty)
            let due = try await engine.outbox.claimDue(limit: 1, now: second(40), until: second(50))
            #expect(due.first?.attempts == 1 && due.first?.createdAt == second(1))
            try await engine.outbox.record(CallbackID("callback-1"), .delivered, attempt: Self.success)
            let record = try #require(try await engine.outbox.callbacks(of: jobID(1)).first)
            #expect(record.state == .delivered && record.attempts == [Self.failure, Self.success])
            #expect(record.url == "https://blog.example/callback")
            #expect(try await engine.outbox.nextCallbackDue() == nil)
            #expect(try await claim(engine, 1e6).isEmpty)
        }
    }

    /// What a second report makes of the first, when a hold ran out and two tried.
    @Test(
        arguments: EngineFactory.all,
        [
            (.delivered, .retry(at: second(9)), .delivered), (.delivered, .abandoned, .delivered),
            (.abandoned, .retry(at: second(9)), .abandoned), (.abandoned, .delivered, .delivered),
            (.retry(at: second(9)), .abandoned, .abandoned), (.retry(at: second(9)), .delivered, .delivered),
        ] as [(DeliveryOutcome, DeliveryOutcome, CallbackRecord.State)]
    )
    func whatIsOverIsNotTriedAgain(
        _ factory: EngineFactory,
        _ row: (first: DeliveryOutcome, second: DeliveryOutcome, end: CallbackRecord.State)
    ) async throws {
        try await factory.with { engine async throws in
            try await engine.queue.finish(1, .success(callback: callback(1)))
            for outcome in [row.first, row.second] {
                try await engine.outbox.record(CallbackID("callback-1"), outcome, attempt: Self.failure)
            }
            let record = try #require(try await engine.outbox.callbacks(of: jobID(1)).first)
            #expect(record.state == row.end && record.attempts.count == 2)
            #expect(try await claim(engine, 1e6).isEmpty)
        }
    }

    @Test(arguments: EngineFactory.all)
    func theLogKeepsTheLastFiftyAttempts(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            try await engine.queue.finish(1, .success(callback: callback(1)))
            for number in 1...60 {
                let attempt = DeliveryAttempt(
                    at: second(Double(number)),
                    status: nil,
                    error: String(repeating: "ü", count: 5_000),
                    milliseconds: Int64(number)
                )
                try await engine.outbox.record(CallbackID("callback-1"), .retry(at: second(0)), attempt: attempt)
            }
            let record = try #require(try await engine.outbox.callbacks(of: jobID(1)).first)
            #expect(record.attempts.map(\.milliseconds) == Array(11...60))
            #expect(record.attempts.allSatisfy { $0.status == nil && $0.error?.utf8.count == 2_000 })
            #expect(try await engine.outbox.claimDue(limit: 1, now: second(9), until: second(99)).first?.attempts == 60)
        }
    }

    @Test(arguments: EngineFactory.all)
    func anUnknownCallbackIsAnError(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            let error = await queueError {
                try await engine.outbox.record(CallbackID("nobody"), .delivered, attempt: Self.success)
            }
            #expect(error?.message.contains("nobody") == true)
            #expect(try await engine.outbox.callbacks(of: jobID(1)).isEmpty)
        }
    }

    @Test(arguments: EngineFactory.all)
    func deliveryNeverTouchesTheJob(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            try await engine.queue.finish(1, .success(callback: callback(1)))
            _ = try await claim(engine, 2)
            try await engine.outbox.record(CallbackID("callback-1"), .abandoned, attempt: Self.failure)
            let record = try #require(try await engine.store.job(jobID(1)))
            #expect(record.state == .succeeded && record.updatedAt == second(1) && record.error == nil)
        }
    }
}
