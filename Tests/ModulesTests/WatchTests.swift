// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Jobs
import Locks
import Observability
import StandIns
import Testing
import Waiting

@testable import Modules

extension RealProcesses {
    /// Processes that take too much, die again and again, or print.
    @Suite(.timeLimit(.minutes(3)))
    struct WatchTests {
        private func run(_ pool: ModulePool, _ content: String, alone: Bool = false) async throws -> ModuleRunEnd {
            await pool.run(try testJob(content), alone: alone, services: Answering())
        }

        @Test func whatAProcessTakesIsRead() throws {
            let mine = try #require(ProcessFacts.read(getpid()))
            #expect(mine.resident > 1 << 20)
            #expect(mine.threads > 0)
            #expect(mine.descriptors > 2)
            #expect(mine.descriptorLimit > mine.descriptors)
            #expect(ProcessFacts.read(0) == nil)
        }

        @Test func memoryWithoutEndIsTheProcesssEndAndInTheEvidence() async throws {
            try await withSteadyHost {
                try await withPool(Built.hostile, options: options { $0.resident = 200 << 20 }) { pool in
                    guard case .died(let alone, let evidence) = try await run(pool, "GORGE") else {
                        Issue.record("it did not die")
                        return
                    }
                    #expect(alone)
                    #expect(evidence.contains("MiB of memory; 200 are allowed"), "\(evidence)")
                    #expect(try await word(run(pool, "good")) == "succeeded")
                }
            }
        }

        /// A slow leak costs no job: the process is replaced.
        @Test func aProcessThatLeaksIsReplacedAndNoJobIsLost() async throws {
            try await withSteadyHost {
                let lines = CollectedLines()
                let options = options { $0.resident = 200 << 20 }
                try await withPool(Built.hostile, options: options, log: lines) { pool in
                    var seen: Set<pid_t> = []
                    for number in 0..<24 {
                        let end = try await run(pool, "EAT")
                        #expect(word(end) == "succeeded", "job \(number): \(end)")
                        seen.formUnion(Machine.children)
                    }
                    #expect(seen.count > 1)
                }
                #expect(lines.sentences.contains { $0.contains("is replaced: it holds") })
            }
        }

        @Test func aProcessThatLeaksDescriptorsIsReplaced() async throws {
            try await withSteadyHost {
                let lines = CollectedLines()
                try await withPool(Built.hostile, log: lines) { pool in
                    _ = try await run(pool, "good")
                    let before = Machine.children
                    #expect(try await word(run(pool, "LEAK")) == "succeeded")
                    try await eventually("the end of the leaking process") { Machine.children.isDisjoint(with: before) }
                    #expect(try await word(run(pool, "good")) == "succeeded")
                }
                #expect(lines.sentences.contains { $0.contains("descriptors open") })
            }
        }

        @Test func aModuleThatDiesOfEveryJobIsStartedLessAndLessOften() async throws {
            try await withSteadyHost {
                let lines = CollectedLines()
                try await withPool(Built.hostile, log: lines) { pool in
                    var died = 0
                    var refused: [String] = []
                    for _ in 0..<40 {
                        switch try await run(pool, "ABORT") {
                        case .died: died += 1
                        case .notRun(let reason, let wait):
                            refused.append(reason)
                            #expect(wait >= 0.1)
                        case let end: Issue.record("\(end)")
                        }
                    }
                    #expect((3...6).contains(died), "\(died)")
                    #expect(refused.last?.contains("times in a row") == true, "\(refused.last ?? "")")
                    #expect(refused.last?.contains("signal 6") == true)
                    // A job that ends well, alone as suspects run, is the end of the wait.
                    #expect(try await word(run(pool, "good", alone: true)) == "succeeded")
                    #expect(try await word(run(pool, "good")) == "succeeded")
                }
                let steps = lines.all.filter { $0.sentence.contains("again and again") }
                #expect((1...4).contains(steps.count))
                #expect(steps.allSatisfy { line in line.fields.contains { $0.value.contains("signal 6") } })
            }
        }

        @Test func whatAProcessPrintsIsLoggedWithTheJobsInFlight() async throws {
            let lines = CollectedLines()
            try await withPool(Built.hostile, log: lines) { pool in
                #expect(try await word(run(pool, "PRINT")) == "succeeded")
                pool.close()
                try await eventually("three lines") { texts(lines).count == 3 }
            }
            #expect(texts(lines) == ["first line of output", "?[2Jsecond", "the third has no end"])
            let first = try #require(lines.all.first { $0.sentence == "module output" })
            #expect(first.fields.contains { $0 == ("jobs", "job") }, "\(first.fields)")
        }

        private func texts(_ lines: CollectedLines) -> [String] {
            lines.all.filter { $0.sentence == "module output" }
                .flatMap { $0.fields.filter { $0.name == "text" }.map(\.value) }
        }
    }
}
