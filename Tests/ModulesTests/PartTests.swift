// SPDX-License-Identifier: Apache-2.0
import Foundation
import Jobs
import Locks
import ModuleProtocol
import StandIns
import Testing
import Waiting

@testable import Modules

extension RealProcesses {
    /// Parts of a `map`: each in a process that holds nothing else.
    @Suite(.timeLimit(.minutes(3)))
    struct PartTests {
        private func part(_ pool: ModulePool, _ content: String, limit: Double = 50) async throws -> JobEnd {
            await pool.runPart(try testJob(content, soft: limit, hard: 600), services: Answering())
        }

        @Test func partsRunAtOnceAsManyAsThereAreCoresAndProcessesAreKept() async throws {
            try await withSteadyHost {
                try await withPool(Built.hostile, options: options { $0.cores = 3 }) { pool in
                    let most = Lock(0)
                    let watch = Task {
                        while !Task.isCancelled {
                            let now = Machine.children.count
                            most.withLock { $0 = max($0, now) }
                            try await Task.sleep(for: .milliseconds(20))
                        }
                    }
                    let words = try await withThrowingTaskGroup(of: String.self) { group in
                        for _ in 0..<12 { group.addTask { word(try await part(pool, "good")) } }
                        return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
                    }
                    watch.cancel()
                    #expect(words == ["succeeded": 12])
                    #expect(most.withLock { $0 } == 3)
                    let kept = Machine.children
                    #expect(try await word(part(pool, "good")) == "succeeded")
                    #expect(Machine.children == kept)
                }
            }
        }

        @Test func aPartThatCrashesCostsItselfAlone() async throws {
            try await withSteadyHost {
                try await withPool(Built.hostile, options: options { $0.cores = 4 }) { pool in
                    let words = try await withThrowingTaskGroup(of: (Int, String).self) { group in
                        for number in 0..<12 {
                            group.addTask { (number, word(try await part(pool, number == 5 ? "SEGFAULT" : "good"))) }
                        }
                        return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
                    }
                    for number in 0..<12 { #expect(words[number] == (number == 5 ? "part_crashed" : "succeeded")) }
                    guard case .failed(let error) = try await part(pool, "ABORT") else { return }
                    #expect(error.outcome == 4)
                    #expect(error.message.contains("signal 6"))
                }
            }
        }

        @Test func aPartThatHangsIsEndedHalfASecondAfterItsLimit() async throws {
            try await withSteadyHost {
                try await withPool(Built.hostile) { pool in
                    let started = ContinuousClock.now
                    let end = try await part(pool, "SPIN", limit: 0.2)
                    let took = ContinuousClock.now - started
                    #expect(word(end) == "timed_out")
                    if case .failed(let error) = end { #expect(error.outcome == 1) }
                    #expect(took < .seconds(3), "\(took)")
                    try await eventually("the end of the stuck process") { Machine.children.isEmpty }
                    #expect(try await word(part(pool, "good")) == "succeeded")
                }
            }
        }

        @Test func aPartThatHangsEndsSoonAfterItsCallerWasCancelled() async throws {
            try await withSteadyHost {
                try await withPool(Built.hostile, options: options { $0.cores = 1 }) { pool in
                    let stuck = Task { word(try await part(pool, "SPIN")) }
                    try await eventually("its process") { Machine.children.count == 1 }
                    let waiting = Task { word(try await part(pool, "good")) }
                    waiting.cancel()
                    #expect(try await waiting.value == "cancelled")
                    stuck.cancel()
                    let told = ContinuousClock.now
                    #expect(try await stuck.value == "cancelled")
                    #expect(ContinuousClock.now - told < .seconds(3))
                    try await eventually("the end of the stuck process") { Machine.children.isEmpty }
                    #expect(try await word(part(pool, "good")) == "succeeded")
                }
            }
        }

        @Test func aClosedPoolRunsNoPart() async throws {
            try await withPool(Built.hostile) { pool in
                pool.close()
                let end = try await part(pool, "good")
                #expect(word(end) == "unavailable")
            }
        }
    }
}
