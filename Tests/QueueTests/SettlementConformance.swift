// SPDX-License-Identifier: Apache-2.0
import Jobs
import Queue
import Testing

/// What `QueueEngine` promises about the ends of leases, for every engine.
@Suite(.timeLimit(.minutes(1)))
struct SettlementConformance {
    @Test(arguments: EngineFactory.all)
    func successKeepsTheResultAndItsCallback(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            var settlement = Settlement.success(callback: try callback(1), at: second(3))
            settlement.provenance = Provenance(
                module: "summarize 1.0.0",
                moduleHash: "ab12",
                abi: "0.9",
                generation: .max,
                tier: 3,
                models: ["gpt-4o-mini", "extractive"],
                milliseconds: 1_234,
                usage: JobUsage(
                    answers: 3,
                    inputTokens: .max,
                    cachedTokens: 7,
                    outputTokens: 5,
                    milliseconds: 900,
                    unpriced: 1,
                    costs: ["USD": 480, "EUR": .max]
                )
            )
            try await engine.queue.finish(1, settlement)
            let record = try #require(try await engine.store.job(jobID(1)))
            #expect(record.state == .succeeded && record.result == settlement.result && record.error == nil)
            #expect(record.provenance == settlement.provenance && record.counters == settlement.counters)
            #expect(record.updatedAt == second(3) && record.createdAt == second(0) && record.reply == reply)
            let callbacks = try await engine.outbox.callbacks(of: jobID(1))
            #expect(callbacks.map(\.id.text) == ["callback-1"])
            #expect(
                try await engine.queue.lease(limit: 1, suspects: false, now: second(1e6), until: second(2e6)).isEmpty
            )
        }
    }

    @Test(arguments: EngineFactory.all, [JobState.failed, .quarantined, .cancelled])
    func anotherEndKeepsItsErrorAndEvidence(_ factory: EngineFactory, _ state: JobState) async throws {
        try await factory.with { engine async throws in
            let error = JobError(.permanent, code: "no_text", message: "no readable text", retryAfter: 2.5)
            let settlement = Settlement(
                state: state,
                counters: JobCounters(attempts: 2, crashes: 3, isSuspect: true),
                availableAt: second(9),
                error: error,
                evidence: "signal 11",
                callback: try callback(1),
                at: second(1)
            )
            try await engine.queue.finish(1, settlement)
            let record = try #require(try await engine.store.job(jobID(1)))
            #expect(record.state == state && record.error == error && record.evidence == "signal 11")
            #expect(record.counters == settlement.counters && record.result == nil && record.provenance == nil)
            #expect(record.availableAt == second(0))
            #expect(try await engine.outbox.callbacks(of: jobID(1)).count == 1)
        }
    }

    @Test(arguments: EngineFactory.all)
    func aRequeuedJobComesBackWhenItIsDueWithItsError(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            let error = JobError(.retryable, code: "busy", message: "later", retryAfter: 3)
            try await engine.queue.finish(1, .again(at: second(30), error: error))
            var record = try #require(try await engine.store.job(jobID(1)))
            #expect(record.state == .queued && record.error == error && record.availableAt == second(30))
            #expect(record.counters.attempts == 1 && record.updatedAt == second(1))
            #expect(try await engine.queue.lease(limit: 1, suspects: false, now: second(29), until: second(60)).isEmpty)
            let leased = try await engine.queue.leaseOne(now: 30)
            #expect(leased.record.error == error && !leased.input.isEmpty)
            // Sent back for another reason than an error, it keeps the last one; success has none.
            #expect(try await engine.queue.settle(leased.lease, .again(at: second(31))))
            record = try #require(try await engine.store.job(jobID(1)))
            #expect(record.error == error)
            #expect(try await engine.queue.settle(engine.queue.leaseOne(now: 31).lease, .success()))
            record = try #require(try await engine.store.job(jobID(1)))
            #expect(record.error == nil && record.state == .succeeded)
        }
    }

    @Test(arguments: EngineFactory.all)
    func aStaleHolderIsFenced(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            _ = try await engine.queue.submit(newJob(1))
            let stale = try await engine.queue.leaseOne(until: 10).lease
            let fresh = try await engine.queue.leaseOne(now: 10, until: 20).lease
            #expect(try await engine.queue.settle(stale, .success(callback: callback(1))) == false)
            #expect(try await engine.outbox.callbacks(of: jobID(1)).isEmpty)
            #expect(try await engine.store.job(jobID(1))?.state == .running)
            #expect(try await engine.queue.settle(fresh, .success(callback: callback(2))))
            for lease in [stale, fresh] {
                #expect(try await engine.queue.settle(lease, .again(at: second(0))) == false)
            }
            #expect(try await engine.store.job(jobID(1))?.state == .succeeded)
            #expect(try await engine.outbox.callbacks(of: jobID(1)).map(\.id.text) == ["callback-2"])
        }
    }

    @Test(arguments: EngineFactory.all)
    func aLeaseThatRanOutAndWasNotTakenIsStillGood(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            _ = try await engine.queue.submit(newJob(1))
            let lease = try await engine.queue.leaseOne(until: 10).lease
            #expect(try await engine.queue.extend([lease], until: second(99)).isEmpty)
            #expect(try await engine.queue.settle(lease, .success(at: second(500))))
        }
    }

    @Test(arguments: EngineFactory.all)
    func extendTellsWhichLeasesAreLost(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            for number in 1...3 { _ = try await engine.queue.submit(newJob(number)) }
            let leases = try await engine.queue.lease(limit: 3, suspects: false, now: second(0), until: second(10)).map(
                \.lease
            )
            #expect(try await engine.queue.settle(leases[1], .success()))
            let forged = Lease(job: jobID(3), token: leases[2].token + 1)
            let unknown = Lease(job: jobID(99), token: 1)
            let lost = try await engine.queue.extend([leases[0], leases[1], forged, unknown], until: second(30))
            #expect(lost == [leases[1], forged, unknown])
            // The first is extended, the third ran out; a shorter term does not shorten what is held.
            #expect(try await engine.queue.extend([leases[0]], until: second(5)).isEmpty)
            let due = try await engine.queue.lease(limit: 9, suspects: false, now: second(20), until: second(40))
            #expect(due.map(\.lease.job) == [jobID(3)])
            #expect(try await engine.queue.extend([], until: second(5)).isEmpty)
        }
    }

    @Test(arguments: EngineFactory.all)
    func recoveryPutsRunningJobsBackUncharged(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            for number in 1...4 { _ = try await engine.queue.submit(newJob(number, due: Double(number))) }
            let leased = try await engine.queue.lease(limit: 3, suspects: false, now: second(9), until: second(1e6))
            #expect(try await engine.queue.settle(leased[0].lease, .success()))
            #expect(try await engine.queue.recoverAbandoned(now: second(50)) == 2)
            #expect(try await engine.queue.recoverAbandoned(now: second(50)) == 0)
            // Whoever held it before holds it no longer.
            #expect(try await engine.queue.settle(leased[1].lease, .success()) == false)
            #expect(try await engine.queue.extend([leased[2].lease], until: second(99)) == [leased[2].lease])
            let again = try await engine.queue.lease(limit: 9, suspects: false, now: second(50), until: second(60))
            #expect(again.map(\.lease.job) == [2, 3, 4].map { jobID($0) })
            #expect(again.allSatisfy { $0.record.counters == JobCounters() })
            #expect(again[0].lease.token > leased[1].lease.token)
        }
    }

    @Test(arguments: EngineFactory.all)
    func aSettlementThatMakesNoSenseIsRefused(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            _ = try await engine.queue.submit(newJob(1))
            let lease = try await engine.queue.leaseOne().lease
            var running = Settlement.success()
            running.state = .running
            var waiting = Settlement.again(at: second(1))
            waiting.callback = try callback(1)
            for settlement in [running, waiting] {
                _ = await queueError { _ = try await engine.queue.settle(lease, settlement) }
            }
            #expect(try await engine.store.job(jobID(1))?.state == .running)
        }
    }

    @Test(arguments: EngineFactory.all)
    func aCallbackThatCannotBeKeptKeepsTheJobFromEnding(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            try await engine.queue.finish(1, .success(callback: callback(1)))
            _ = try await engine.queue.submit(newJob(2))
            let lease = try await engine.queue.leaseOne().lease
            // The same callback id: the settlement fails in its last step and must leave nothing behind.
            _ = await queueError { _ = try await engine.queue.settle(lease, .success(callback: callback(1))) }
            let record = try #require(try await engine.store.job(jobID(2)))
            #expect(record.state == .running && record.result == nil)
            #expect(try await engine.store.counts()[.running] == 1)
            #expect(try await engine.queue.settle(lease, .success(callback: callback(2))))
            #expect(try await engine.outbox.callbacks(of: jobID(2)).count == 1)
        }
    }

    @Test(arguments: EngineFactory.all)
    func longErrorsAreCutBetweenCharacters(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            let long = "x" + String(repeating: "é", count: 40_000)
            let settlement = Settlement(
                state: .quarantined,
                counters: JobCounters(),
                availableAt: second(0),
                error: JobError(.poison, code: long, message: long),
                evidence: long,
                at: second(1)
            )
            try await engine.queue.finish(1, settlement)
            let record = try #require(try await engine.store.job(jobID(1)))
            #expect(record.error?.code.utf8.count == 63)
            #expect(record.error?.message.utf8.count == 1_999)
            #expect(record.evidence?.utf8.count == 16_383)
            #expect(long.hasPrefix(record.evidence ?? "-"))
        }
    }

    @Test(arguments: EngineFactory.all)
    func everythingSurvivesClosing(_ factory: EngineFactory) async throws {
        try await factory.reopening { engine async throws in
            try await engine.queue.finish(1, .success(callback: callback(1)))
            _ = try await engine.queue.submit(newJob(2))
            _ = try await engine.queue.leaseOne()
            _ = try await engine.queue.submit(newJob(3))
        } then: { engine async throws in
            #expect(try await engine.queue.recoverAbandoned(now: second(0)) == 1)
            #expect(try await engine.store.counts()[.queued] == 2)
            #expect(try await engine.store.job(jobID(1))?.state == .succeeded)
            #expect(try await engine.outbox.callbacks(of: jobID(1)).count == 1)
        }
    }

    @Test(arguments: EngineFactory.all)
    func aClosedEngineIsUnavailable(_ factory: EngineFactory) async throws {
        try await factory.with { engine async throws in
            await engine.close()
            #expect(await queueError { _ = try await engine.queue.submit(newJob(1)) }?.code == .unavailable)
            #expect(await queueError { _ = try await engine.store.job(jobID(1)) }?.code == .unavailable)
            await engine.close()
        }
    }
}
