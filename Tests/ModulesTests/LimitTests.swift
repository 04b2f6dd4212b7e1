// SPDX-License-Identifier: Apache-2.0
import Foundation
import Jobs
import StandIns
import Testing
import Waiting

@testable import Modules

extension RealProcesses {
    /// Jobs that take too long, and those beside them. SPIN never ends and ignores its cancellation.
    @Suite(.timeLimit(.minutes(3)))
    struct LimitTests {
        private func code(_ end: ModuleRunEnd) -> String {
            switch end {
            case .succeeded: "succeeded"
            case .failed(let error, _): error.code
            case .died(let alone, _): alone ? "died alone" : "died"
            case .notRun(let reason, _): reason
            }
        }

        @Test func aJobThatDoesNotStopIsGivenUpAndItsNeighbourEndsWell() async throws {
            try await withPool(Built.hostile) { pool in
                _ = try await pool.start()
                let before = Machine.children
                let neighbours = (0..<4).map { _ in
                    Task { try await summary(pool.run(testJob("good"), alone: false, services: Answering())) }
                }
                let stuck = await pool.run(
                    try testJob("SPIN", soft: 0.05, hard: 0.1),
                    alone: false,
                    services: Answering()
                )
                #expect(code(stuck) == "timed_out")
                for neighbour in neighbours { #expect(try await neighbour.value == "a good summary") }
                // The next job is not put beside the stuck one.
                let next = await pool.run(try testJob("good"), alone: false, services: Answering())
                #expect(try summary(next) == "a good summary")
                try await eventually("the end of the stuck process") { Machine.children.isDisjoint(with: before) }
                #expect(Machine.children.count == 1)
            }
        }

        @Test func aStuckSuspectIsGivenUpToo() async throws {
            try await withPool(Built.hostile) { pool in
                let before = Machine.children
                let stuck = await pool.run(
                    try testJob("SPIN", soft: 0.05, hard: 0.1),
                    alone: true,
                    services: Answering()
                )
                #expect(code(stuck) == "timed_out")
                try await eventually("the end of the stuck process") { Machine.children.subtracting(before).isEmpty }
            }
        }

        /// A process that takes no more jobs still belongs to the pool: what runs in it ends with the pool.
        @Test func closingEndsWhatRunsInARetiredProcess() async throws {
            try await withPool(Built.hostile) { pool in
                _ = try await pool.start()
                let before = Machine.children
                let left = Task { await pool.run(try testJob("SPIN", id: "left"), alone: false, services: Answering()) }
                let stuck = await pool.run(
                    try testJob("SPIN", soft: 0.3, hard: 0.4),
                    alone: false,
                    services: Answering()
                )
                #expect(code(stuck) == "timed_out")
                let next = await pool.run(try testJob("good"), alone: false, services: Answering())
                #expect(try summary(next) == "a good summary")
                #expect(!Machine.children.isDisjoint(with: before))
                pool.close()
                #expect(code(try await left.value) == "the host is stopping")
                try await eventually("the end of every process") { Machine.children.isEmpty }
            }
        }

        @Test func theSoftLimitEndsAJobThatListens() async throws {
            try await withPool(Built.summarize) { pool in
                // Its model call would take ten minutes: it is cut short with the job.
                let end = await pool.run(try testJob("x", soft: 0.1, hard: 600), alone: false, services: Waiting())
                #expect(code(end) == "cancelled")
                #expect(
                    try summary(await pool.run(testJob("y"), alone: false, services: Answering())) == "summary of y"
                )
                #expect(Machine.children.count == 1)
            }
        }

        @Test func cancellingTheCallerEndsAJobThatListens() async throws {
            try await withPool(Built.summarize) { pool in
                let services = Waiting()
                let run = Task {
                    await pool.run(try testJob("x", soft: 600, hard: 600), alone: false, services: services)
                }
                try await eventually("the model call") { services.count == 1 }
                run.cancel()
                #expect(code(try await run.value) == "cancelled")
            }
        }

        @Test func aCallerThatWasCancelledBeforeEndsToo() async throws {
            try await withPool(Built.summarize) { pool in
                _ = try await pool.start()
                let run = Task {
                    withUnsafeCurrentTask { $0?.cancel() }
                    return await pool.run(try testJob("x", soft: 600, hard: 600), alone: false, services: Waiting())
                }
                #expect(code(try await run.value) == "cancelled")
            }
        }

        @Test func limitsThatAreNoNumbersDoNotTrap() async throws {
            try await withPool(Built.summarize) { pool in
                for limit in [Double.infinity, .greatestFiniteMagnitude, 1e300] {
                    let end = await pool.run(
                        try testJob("x", soft: limit, hard: limit),
                        alone: false,
                        services: Answering()
                    )
                    #expect(try summary(end) == "summary of x")
                }
            }
        }

        @Test(arguments: ["SEGFAULT", "ABORT", "GARBAGE"])
        func aDeathAccusesWhoWasAloneAndOnlyHim(_ word: String) async throws {
            try await withPool(Built.hostile) { pool in
                #expect(code(await pool.run(try testJob(word), alone: false, services: Answering())) == "died alone")
                #expect(code(await pool.run(try testJob(word), alone: true, services: Answering())) == "died alone")
                let beside = Task { await pool.run(try testJob("SPIN"), alone: false, services: Answering()) }
                try await eventually("the process") { Machine.children.count == 1 }
                // Both share one process from the moment that both are begun; which of them begins first is open.
                let end = code(await pool.run(try testJob(word), alone: false, services: Answering()))
                if end == "died alone" {
                    pool.close()
                } else {
                    #expect(end == "died")
                }
                #expect(["died", "the host is stopping"].contains(code(try await beside.value)))
            }
        }
    }
}
