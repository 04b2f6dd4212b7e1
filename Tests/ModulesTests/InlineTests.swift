// SPDX-License-Identifier: Apache-2.0
import Buffers
import Foundation
import Jobs
import ModuleProtocol
import StandIns
import Testing
import Waiting

@testable import Modules

extension RealProcesses {
    /// A module in the host itself: the same file, the same answers, no process.
    @Suite(.timeLimit(.minutes(3)))
    struct InlineTests {
        private func run(
            _ pool: ModulePool,
            _ content: String,
            _ services: any JobServices = Answering()
        ) async throws -> ModuleRunEnd {
            await pool.run(try testJob(content, soft: 0.2, hard: 0.4), alone: false, services: services)
        }

        @Test func jobsRunWithoutAProcessAndSayTheTier() async throws {
            try await withSteadyHost {
                try await withPool(Built.summarize, options: options { $0.isInline = true }) { pool in
                    let module = try await pool.start()
                    #expect(module.isInline)
                    #expect(module.tier == 0)
                    #expect(module.sandboxNotes == ["inline: trusted, not sandboxed"])
                    guard case .succeeded(let result, let facts) = try await run(pool, "x") else {
                        Issue.record("it did not succeed")
                        return
                    }
                    #expect(String(decoding: result, as: UTF8.self).contains("summary of x"))
                    #expect(facts.tier == 0)
                    #expect(Machine.children.isEmpty)
                    // Suspects get a process of their own all the same.
                    let alone = await pool.run(try testJob("y"), alone: true, services: Answering())
                    guard case .succeeded(_, let facts) = alone else {
                        Issue.record("\(alone)")
                        return
                    }
                    #expect(facts.tier > 0)
                    #expect(Machine.children.count == 1)
                    pool.reapIdle()
                    #expect(try await word(run(pool, "z")) == "succeeded")
                }
            }
        }

        /// The module's own Swift runtime beside the host's: its tasks wait and go on by the thousand.
        @Test func thousandsOfJobsUnderLoadGiveTheSameBytesAsAProcess() async throws {
            func results(_ options: PoolOptions) async throws -> [String] {
                try await withPool(Built.summarize, options: options) { pool in
                    try await withThrowingTaskGroup(of: (Int, String).self) { group in
                        for number in 0..<3_000 {
                            group.addTask {
                                let job = try testJob("post \(number) \u{e9}\u{1F600}")
                                guard
                                    case .succeeded(let result, _) = await pool.run(
                                        job,
                                        alone: false,
                                        services: Slow(number)
                                    )
                                else { return (number, "failed") }
                                return (number, String(decoding: result, as: UTF8.self))
                            }
                        }
                        var all = [String](repeating: "", count: 3_000)
                        for try await (number, text) in group { all[number] = text }
                        return all
                    }
                }
            }
            let inline = try await results(options { $0.isInline = true })
            let sandboxed = try await results(PoolOptions())
            #expect(inline == sandboxed)
            #expect(!inline.contains("failed"))
            #expect(inline[7].contains("summary of post 7"))
        }

        @Test func aJobIsCancelledAndASecondPoolGetsTheSameModule() async throws {
            for _ in 0..<3 {
                try await withPool(Built.summarize, options: options { $0.isInline = true }) { pool in
                    #expect(try await word(run(pool, "x", Waiting())) == "cancelled")
                    let running = Task { word(try await run(pool, "x", Waiting())) }
                    let second = try await withPool(Built.summarize, options: options { $0.isInline = true }) { other in
                        await #expect(throws: ModuleError.self) { try await other.start() }
                        return 1
                    }
                    #expect(second == 1)
                    #expect(try await running.value == "cancelled")
                }
            }
        }

        @Test func closingTellsWhoRuns() async throws {
            try await withPool(Built.summarize, options: options { $0.isInline = true }) { pool in
                let services = Waiting()
                let running = Task {
                    word(await pool.run(try testJob("x"), alone: false, services: services))
                }
                try await eventually("the call") { services.count == 1 }
                pool.close()
                #expect(try await running.value == "the host is stopping")
            }
        }
    }
}

/// Answers after a while, as models do.
private struct Slow: JobServices {
    let buffers = BufferAccount()
    let milliseconds: Int

    init(_ number: Int) { milliseconds = number % 7 }

    func perform(_ call: ServiceCall, pieces: @escaping @Sendable (String) -> Void) async -> HostReply {
        try? await Task.sleep(for: .milliseconds(milliseconds))
        return await Answering().perform(call, pieces: pieces)
    }
}
