// SPDX-License-Identifier: Apache-2.0
import Jobs
import Queue
import Testing

/// What `CompletionMemo` promises, for every engine.
@Suite(.timeLimit(.minutes(1)))
struct CompletionMemoConformance {
    private func key(_ job: Int = 1, _ request: String = "ab12", _ occurrence: Int = 0) -> CompletionKey {
        CompletionKey(job: jobID(job), request: request, occurrence: occurrence)
    }

    /// The recorded answer, or nil when the call begins now.
    private func begin(_ engine: EngineUnderTest, _ key: CompletionKey) async throws -> [UInt8]? {
        switch try await engine.memo.begin(key, provider: "openai", now: second(0)) {
        case .recorded(let answer): answer
        case .begun, .rejected: nil
        }
    }

    @Test(arguments: EngineFactory.all, [[], [0, 0xFF], [UInt8](repeating: 7, count: 300_000)])
    func aRecordedAnswerIsGivenBackAsItWas(_ factory: EngineFactory, _ answer: [UInt8]) async throws {
        try await factory.reopening { engine async throws in
            #expect(try await begin(engine, key()) == nil)
            try await engine.memo.record(key(), answer: answer, now: second(1))
            #expect(try await begin(engine, key()) == answer)
        } then: { engine async throws in
            #expect(try await begin(engine, key()) == answer)
            #expect(try await engine.memo.recoverInFlight().isEmpty)
        }
    }

    @Test(arguments: EngineFactory.all)
    func eachPartOfTheKeyTellsCallsApart(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            try await engine.memo.record(key(), answer: [1], now: second(1))
            for other in [key(2), key(1, "cd34"), key(1, "ab12", 1)] {
                #expect(try await begin(engine, other) == nil)
            }
            #expect(try await begin(engine, key()) == [1])
        }
    }

    @Test(arguments: EngineFactory.all)
    func theFirstRecordedAnswerStays(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            try await engine.memo.record(key(), answer: [1], now: second(1))
            try await engine.memo.record(key(), answer: [2], now: second(2))
            try await engine.memo.abandon(key(), now: second(3))
            #expect(try await begin(engine, key()) == [1])
        }
    }

    @Test(arguments: EngineFactory.all)
    func callsInFlightAreReportedOnce(_ factory: EngineFactory) async throws {
        try await factory.reopening { engine async throws in
            for number in 1...4 { _ = try await begin(engine, key(number)) }
            try await engine.memo.record(key(2), answer: [], now: second(1))
            try await engine.memo.abandon(key(3), now: second(1))
        } then: { engine async throws in
            let lost = try await engine.memo.recoverInFlight()
            #expect(Set(lost) == [key(1), key(4)] && lost.count == 2)
            #expect(try await engine.memo.recoverInFlight().isEmpty)
            // Asked again and lost again, it is reported again; answered, it is not.
            #expect(try await begin(engine, key(1)) == nil)
            #expect(try await engine.memo.recoverInFlight() == [key(1)])
            try await engine.memo.record(key(4), answer: [9], now: second(2))
            #expect(try await begin(engine, key(4)) == [9])
        }
    }

    @Test(arguments: EngineFactory.all)
    func anAbandonedCallCanBeginAgain(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            try await engine.memo.abandon(key(), now: second(0))
            _ = try await begin(engine, key())
            try await engine.memo.abandon(key(), now: second(1))
            #expect(try await begin(engine, key()) == nil)
            #expect(try await engine.memo.recoverInFlight() == [key()])
        }
    }

    @Test(arguments: EngineFactory.all)
    func anAnswerSurvivesARetryOfItsJob(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            _ = try await engine.queue.submit(newJob(1))
            try await engine.memo.record(key(), answer: [1], now: second(0))
            #expect(try await engine.queue.settle(engine.queue.leaseOne().lease, .again(at: second(1))))
            #expect(try await begin(engine, key()) == [1])
            var failure = Settlement.success()
            failure.state = .failed
            #expect(try await engine.queue.settle(engine.queue.leaseOne(now: 1).lease, failure))
            #expect(try await begin(engine, key()) == [1])
        }
    }

    @Test(arguments: EngineFactory.all)
    func nothingIsKeptForAJobThatSucceeded(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            _ = try await engine.queue.submit(newJob(1))
            try await engine.memo.record(key(1, "cd34"), answer: [1], now: second(0))
            _ = try await begin(engine, key())
            #expect(try await engine.queue.settle(engine.queue.leaseOne().lease, .success()))
            #expect(try await begin(engine, key(1, "cd34")) == nil)
            // A holder that was fenced off may still report: that must not bring the texts back.
            try await engine.memo.record(key(1, "cd34"), answer: [2], now: second(2))
            #expect(try await begin(engine, key(1, "cd34")) == nil)
            #expect(try await engine.memo.recoverInFlight().isEmpty)
        }
    }

    /// The answer that `begin` calls rejected, by the first attempt unless said otherwise; or nil.
    private func rejected(_ engine: EngineUnderTest, _ key: CompletionKey, by: Int? = 1) async throws -> [UInt8]? {
        if case .rejected(let answer, by) = try await engine.memo.begin(key, provider: "openai", now: second(0)) {
            return answer
        }
        return nil
    }

    @Test(arguments: EngineFactory.all)
    func aRejectedAnswerIsNeverServedAgainAndStaysKnown(_ factory: EngineFactory) async throws {
        try await factory.reopening { engine async throws in
            _ = try await begin(engine, key())
            try await engine.memo.record(key(), answer: [1, 2], now: second(1))
            #expect(try await engine.memo.reject(key(), attempt: 1, reason: "no JSON", now: second(2)))
            // Said twice it is one rejection.
            #expect(try await engine.memo.reject(key(), attempt: 2, reason: "again", now: second(3)))
            #expect(try await rejected(engine, key()) == [1, 2])
        } then: { engine async throws in
            #expect(try await rejected(engine, key()) == [1, 2])
            // A late record or an abandonment does not bring it back; it is not in flight either.
            try await engine.memo.record(key(), answer: [3], now: second(4))
            try await engine.memo.abandon(key(), now: second(4))
            #expect(try await rejected(engine, key()) == [1, 2])
            #expect(try await engine.memo.recoverInFlight().isEmpty)
            // The next occurrence is another call.
            #expect(try await begin(engine, key(1, "ab12", 1)) == nil)
            try await engine.memo.record(key(1, "ab12", 1), answer: [4], now: second(5))
            #expect(try await begin(engine, key(1, "ab12", 1)) == [4])
        }
    }

    /// A person's retry counts attempts anew: what an attempt before it rejected is not taken for the new one's.
    @Test(arguments: EngineFactory.all)
    func aRetryMakesRejectionsNoAttempts(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            _ = try await engine.queue.submit(newJob(1))
            try await engine.memo.record(key(), answer: [1], now: second(0))
            #expect(try await engine.memo.reject(key(), attempt: 1, reason: "r", now: second(0)))
            var failure = Settlement.success()
            failure.state = .failed
            #expect(try await engine.queue.settle(engine.queue.leaseOne().lease, failure))
            #expect(try await rejected(engine, key()) == [1])
            _ = try await engine.control.retry(jobID(1), now: second(1))
            #expect(try await rejected(engine, key(), by: nil) == [1])
        }
    }

    @Test(arguments: EngineFactory.all)
    func onlyWhatWasRecordedCanBeRejected(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            #expect(try await !engine.memo.reject(key(), attempt: 1, reason: "", now: second(0)))
            _ = try await begin(engine, key())
            #expect(try await !engine.memo.reject(key(), attempt: 1, reason: "", now: second(0)))
            try await engine.memo.record(key(), answer: [1], now: second(1))
            #expect(try await begin(engine, key()) == [1])
        }
    }

    /// So that a module cannot make its job pay without end.
    @Test(arguments: EngineFactory.all)
    func rejectionsOfOneJobAreLimited(_ factory: EngineFactory) async throws {
        try await factory.reopening { engine async throws in
            for number in 0...rejectionLimit {
                let key = key(1, "r\(number % 3)", number)
                try await engine.memo.record(key, answer: [UInt8(number)], now: second(0))
                #expect(
                    try await engine.memo.reject(key, attempt: 1, reason: "r", now: second(1))
                        == (number < rejectionLimit)
                )
            }
        } then: { engine async throws in
            let last = key(1, "r\(rejectionLimit % 3)", rejectionLimit)
            #expect(try await begin(engine, last) == [UInt8(rejectionLimit)])
            #expect(try await !engine.memo.reject(last, attempt: 1, reason: "r", now: second(2)))
            // Another job has its own.
            try await engine.memo.record(key(2), answer: [1], now: second(2))
            #expect(try await engine.memo.reject(key(2), attempt: 1, reason: "r", now: second(2)))
        }
    }
}
