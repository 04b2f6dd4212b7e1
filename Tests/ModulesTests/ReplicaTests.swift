// SPDX-License-Identifier: Apache-2.0
import Foundation
import Jobs
import Locks
import Observability
import StandIns
import Testing
import Waiting

@testable import Modules

extension RealProcesses {
    /// Several processes for one module, and those that are replaced.
    @Suite(.timeLimit(.minutes(3)))
    struct ReplicaTests {
        private func run(_ pool: ModulePool, _ content: String, _ services: any JobServices = Answering()) async throws
            -> String
        {
            word(await pool.run(try testJob(content), alone: false, services: services))
        }

        @Test func jobsThatShareAreSpreadOverReplicas() async throws {
            try await withSteadyHost {
                try await withPool(Built.summarize, options: options { $0.replicas = 3 }) { pool in
                    #expect(try await run(pool, "alone") == "succeeded")
                    #expect(Machine.children.count == 1)
                    let services = Waiting()
                    let runs = (0..<30).map { number in Task { try await run(pool, "post \(number)", services) } }
                    try await eventually("three processes") { Machine.children.count == 3 }
                    try await eventually("thirty calls") { services.count == 30 }
                    #expect(Machine.children.count == 3)
                    for run in runs { run.cancel() }
                    for run in runs { #expect(try await run.value == "cancelled") }
                }
            }
        }

        @Test func aProcessIsReplacedAfterSoManyJobs() async throws {
            try await withSteadyHost {
                let lines = CollectedLines()
                try await withPool(Built.summarize, options: options { $0.jobLimit = 5 }, log: lines) { pool in
                    var seen: Set<pid_t> = []
                    for number in 0..<20 {
                        #expect(try await run(pool, "post \(number)") == "succeeded")
                        seen.formUnion(Machine.children)
                    }
                    #expect(seen.count >= 3)
                    try await eventually("the end of the used ones") { Machine.children.count <= 1 }
                }
                #expect(lines.sentences == [])
            }
        }

        /// The jobs that run beside a replaced one end well.
        @Test func manyAtOnceAcrossReplacements() async throws {
            try await withPool(Built.summarize, options: options { ($0.jobLimit, $0.replicas) = (7, 2) }) { pool in
                let ends = try await withThrowingTaskGroup(of: String.self) { group in
                    for number in 0..<300 { group.addTask { try await run(pool, "post \(number)") } }
                    return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
                }
                #expect(ends == ["succeeded": 300])
            }
        }

        /// Jobs that one process holds.
        private var full: Int { Seating<ModuleProcess, Never>.processLimit }

        @Test func aWaiterThatIsCancelledLeavesAndTheOthersKeepTheirOrder() async throws {
            try await withPool(Built.summarize, options: options { $0.mostReplicas = 1 }) { pool in
                let services = Waiting()
                let running = (0..<full).map { _ in Task { try await run(pool, "x", services) } }
                try await eventually("a full process", within: 60) { services.count == full }
                let waiting = (0..<3).map { _ in Task { try await run(pool, "y") } }
                try await eventually("three that wait") { pool.state.withLock { $0.seating.waitingCount } == 3 }
                waiting[1].cancel()
                #expect(try await waiting[1].value.contains("cancelled while it waited"))
                running[0].cancel()
                #expect(try await running[0].value == "cancelled")
                #expect(try await waiting[0].value == "succeeded")
                #expect(try await waiting[2].value == "succeeded")
                for run in running { run.cancel() }
                for run in running { _ = try await run.value }
            }
        }

        /// Thousands may wait for a model at once; a process that dies takes no more than its own with it.
        @Test func whenAProcessIsFullAnotherTakesTheRest() async throws {
            try await withPool(Built.summarize) { pool in
                let services = Waiting()
                let running = (0..<full + 188).map { _ in Task { try await run(pool, "x", services) } }
                try await eventually("all of them in processes", within: 60) { services.count == full + 188 }
                #expect(Machine.children.count == 2)
                for run in running { run.cancel() }
                for run in running { _ = try await run.value }
            }
        }

        /// One or two poisons among many, and deaths at random: the innocent end well, and soon.
        @Test(arguments: [1, 2])
        func poisonsAmongThreeHundredSlowNobody(_ poisons: Int) async throws {
            try await withSteadyHost {
                try await withPool(Built.hostile) { pool in
                    let started = ContinuousClock.now
                    let ends = try await withThrowingTaskGroup(of: String.self) { group in
                        for number in 0..<300 {
                            let content = number < poisons ? "SEGFAULT" : "good"
                            group.addTask { try await settled(pool, content) }
                        }
                        return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
                    }
                    #expect(ends == ["succeeded": 300 - poisons, "quarantined": poisons])
                    #expect(ContinuousClock.now - started < .seconds(40))
                }
            }
        }

        @Test func deathsAtRandomStopNothing() async throws {
            try await withSteadyHost {
                try await withPool(Built.hostile) { pool in
                    let ends = try await withThrowingTaskGroup(of: String.self) { group in
                        for _ in 0..<300 { group.addTask { try await settled(pool, "CHANCE") } }
                        return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
                    }
                    // Three deaths alone in a row are one in 125,000.
                    #expect(ends == ["succeeded": 300])
                }
            }
        }

        /// As the scheduler does: suspects run alone, at most eight at once; three deaths alone are the end.
        private func settled(_ pool: ModulePool, _ content: String) async throws -> String {
            var crashes = 0
            var isSuspect = false
            while true {
                if isSuspect { await gate.enter() }
                let end = await pool.run(try testJob(content), alone: isSuspect, services: Answering())
                if isSuspect { await gate.leave() }
                switch end {
                case .died(let alone, _):
                    if alone { crashes += 1 }
                    if crashes == 3 { return "quarantined" }
                    isSuspect = true
                case .notRun(_, let wait): try await Task.sleep(for: .seconds(wait))
                default: return word(end)
                }
            }
        }
        private let gate = Gate()

        private actor Gate {
            private let turnstile = Turnstile(8)
            nonisolated func enter() async { _ = await turnstile.pass() }
            nonisolated func leave() async { turnstile.leave() }
        }
    }
}
