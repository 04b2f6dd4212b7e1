// SPDX-License-Identifier: Apache-2.0
import Foundation
import Jobs
import StandIns
import Testing
import Waiting

@testable import Modules

extension RealProcesses {
    /// Real processes, the built `mortise-module-host` and the built modules.
    @Suite(.timeLimit(.minutes(3)))
    struct PoolTests {
        @Test func aModuleSaysWhatItIs() async throws {
            try await withPool(Built.summarize) { pool in
                let module = try await pool.start()
                #expect(module.name == "summarize")
                #expect(module.taskTypes == ["post_summary"])
                #expect(module.abi == "0.9")
                #expect(module.generation == 1)
                #expect(module.hash.count == 64)
                #expect(module.tier > 0)
            }
        }

        @Test func jobsShareAProcessAndSuspectsDoNot() async throws {
            try await withPool(Built.summarize) { pool in
                let before = Machine.children
                let ends = try await withThrowingTaskGroup(of: String.self) { group in
                    for number in 0..<50 {
                        group.addTask {
                            try summary(await pool.run(testJob("post \(number)"), alone: false, services: Answering()))
                        }
                    }
                    return try await group.reduce(into: Set<String>()) { $0.insert($1) }
                }
                #expect(ends == Set((0..<50).map { "summary of post \($0)" }))
                #expect(Machine.children.subtracting(before).count == 1)
                #expect(
                    try summary(await pool.run(testJob("alone"), alone: true, services: Answering()))
                        == "summary of alone"
                )
                #expect(Machine.children.subtracting(before).count == 2)
                // The process of a suspect that ended well is used again, by one at a time.
                _ = await pool.run(try testJob("alone"), alone: true, services: Answering())
                #expect(Machine.children.subtracting(before).count == 2)
            }
        }

        @Test func factsSayWhereAJobRan() async throws {
            try await withPool(Built.summarize) { pool in
                guard
                    case .succeeded(_, let facts) = await pool.run(
                        try testJob("x"),
                        alone: false,
                        services: Answering()
                    )
                else {
                    Issue.record("it did not succeed")
                    return
                }
                #expect(facts.module.hasPrefix("summarize 1."))
                #expect(facts.abi == "0.9")
                #expect(facts.generation == 1)
                #expect(facts.milliseconds >= 0)
            }
        }

        @Test func idleProcessesAreReapedAndComeBack() async throws {
            try await withPool(Built.summarize) { pool in
                let before = Machine.children
                for alone in [true, false] { _ = await pool.run(try testJob("x"), alone: alone, services: Answering()) }
                #expect(Machine.children.subtracting(before).count == 2)
                pool.reapIdle()
                try await eventually("the end of idle processes") { Machine.children.subtracting(before).isEmpty }
                #expect(
                    try summary(await pool.run(testJob("y"), alone: false, services: Answering())) == "summary of y"
                )
            }
        }

        @Test func aBusyProcessIsNotReaped() async throws {
            try await withPool(Built.summarize) { pool in
                let services = Waiting()
                let run = Task { await pool.run(try testJob("x"), alone: false, services: services) }
                try await eventually("the model call") { services.count == 1 }
                pool.reapIdle()
                #expect(
                    try summary(await pool.run(testJob("y"), alone: false, services: Answering())) == "summary of y"
                )
                run.cancel()
                _ = try await run.value
            }
        }

        @Test func closingTellsEveryoneAndTakesNoMore() async throws {
            try await withPool(Built.summarize) { pool in
                let before = Machine.children
                let services = Waiting()
                let runs = [false, false, true].map { alone in
                    Task { await pool.run(try testJob("x"), alone: alone, services: services) }
                }
                try await eventually("three model calls") { services.count == 3 }
                pool.close()
                for run in runs {
                    guard case .notRun("the host is stopping", _) = try await run.value else {
                        Issue.record("it was not told that the host is stopping")
                        continue
                    }
                }
                try await eventually("the end of every process") { Machine.children.subtracting(before).isEmpty }
                for alone in [false, true] {
                    guard case .notRun = await pool.run(try testJob("x"), alone: alone, services: Answering()) else {
                        Issue.record("a closed pool ran a job")
                        continue
                    }
                }
            }
        }

        @Test func badInputEndsTheJobAndNotTheProcess() async throws {
            try await withPool(Built.summarize) { pool in
                for input in ["{}", "", "[]", #"{"title":"T","content":null}"#] {
                    let job = try testJob("x").with(input: input)
                    guard case .failed(let error, _) = await pool.run(job, alone: false, services: Answering()) else {
                        Issue.record("\(input) did not fail")
                        continue
                    }
                    #expect(error.code == "bad_input")
                }
                let job = try testJob("x").with(taskType: "no_such_type")
                guard case .failed(let error, _) = await pool.run(job, alone: false, services: Answering()) else {
                    Issue.record("a task type that is not there did not fail")
                    return
                }
                #expect(error.code == "no_such_task")
            }
        }
    }
}
