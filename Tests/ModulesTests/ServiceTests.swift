// SPDX-License-Identifier: Apache-2.0
import Buffers
import Foundation
import Jobs
import Locks
import ModuleProtocol
import StandIns
import Testing
import Waiting

@testable import Modules

extension RealProcesses {
    /// Services with buffers, pieces and parts, through a real process: ContractModule's jobs are scripts whose result is
    /// what they found.
    @Suite(.timeLimit(.minutes(2)))
    struct ServiceTests {
        private final class Calls: Sendable {
            let count = Lock(0)
        }

        /// Keeps a file of so many bytes of value 1 for each key that is a number; runs parts in the pool.
        private final class Keeper: JobServices {
            let buffers = BufferAccount()
            let pool: ModulePool
            private let gate: Calls?

            /// - Parameter gate: counts the calls, which then wait until they are cancelled.
            init(_ pool: ModulePool, gate: Calls? = nil) {
                self.pool = pool
                self.gate = gate
            }

            func perform(_ call: ServiceCall, pieces: @escaping @Sendable (String) -> Void) async -> HostReply {
                switch call {
                case .cacheGet(let key):
                    if let gate {
                        gate.count.withLock { $0 += 1 }
                        try? await Task.sleep(for: .seconds(600))
                        return HostReply(Waiting.cancelled)
                    }
                    guard let size = Int(key), let file = try? MemoryFile.holding([UInt8](repeating: 1, count: size)),
                        let number = try? buffers.keep(file)
                    else { return HostReply(.cached(CacheReply(isFound: false))) }
                    let buffer = WireBuffer(number: number, size: UInt64(size), isWritable: false)
                    return HostReply(.cached(CacheReply(isFound: true, buffer: buffer)), file: file)
                case .complete:
                    for piece in ["a", "b", "c"] { pieces(piece) }
                    return HostReply(.completed(.summary("x")))
                case .map(let call):
                    var ends: [JobEnd] = []
                    for (index, part) in call.parts.enumerated() {
                        let job = try? script("sum", type: call.taskType)
                            .with(part: (index, call.parts.count), buffer: buffers.file(part.buffer))
                        guard let job else { continue }
                        ends.append(await pool.runPart(job, services: Keeper(pool)))
                    }
                    return HostReply(.mapped(ends))
                default: return HostReply(.failed(WireError(outcome: 2, code: "unsupported", message: "")))
                }
            }
        }

        private func found(_ end: ModuleRunEnd) throws -> String {
            guard case .succeeded(let result, _) = end else { throw WaitedInVain(description: "it ended \(end)") }
            return String(decoding: result, as: UTF8.self)
        }

        private func run(_ pool: ModulePool, _ lines: String) async throws -> String {
            try found(await pool.run(script(lines), alone: false, services: Keeper(pool)))
        }

        @Test func aBufferIsFilledReadAndLentToPartsOfTheJob() async throws {
            try await withSteadyHost {
                try await withPool(Built.contract) { pool in
                    let text = try await run(pool, "buffer 5000\nfill 3\nsum\nmap part\nrelease")
                    #expect(text.contains("size=5000 writable=1 open=1"))
                    #expect(text.contains("sum=15000 map outcome=0"), "\(text)")
                    // The first part was lent the buffer; the second got none.
                    #expect(text.contains("result=part 0 of 2 sum=15000"), "\(text)")
                    #expect(text.contains("result=part 1 of 2 map failed"), "\(text)")
                    #expect(text.contains("release=0 again="))
                }
            }
        }

        /// Frames with descriptors and without go through one socket by the hundred: each job gets its own file.
        @Test func descriptorsNeverGoToAnothersCall() async throws {
            try await withSteadyHost {
                try await withPool(Built.contract) { pool in
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for number in 1...200 {
                            group.addTask {
                                let text = try await run(pool, "stream x\ncache_get \(number)\nsum\ncache_get none")
                                #expect(text.contains("[a][b][c]complete outcome=0"))
                                #expect(text.contains("size=\(number) writable=0 open=1 sum=\(number) "), "\(text)")
                            }
                        }
                        try await group.waitForAll()
                    }
                }
            }
        }

        @Test func buffersAreGivenBackWithTheRunHoweverItEnds() async throws {
            try await withSteadyHost {
                try await withPool(Built.contract) { pool in
                    for lines in [
                        "buffer 1000\nfail 2 word sentence", "buffer 1000\nabort", "buffer 1000\nnot_finished",
                    ] {
                        let services = Keeper(pool)
                        let end = await pool.run(try script(lines), alone: false, services: services)
                        #expect(word(end) != "succeeded")
                        #expect(throws: BufferError.self) { try services.buffers.create(size: 1) }
                    }
                }
            }
        }

        @Test func blockingJobsHaveAsManySlotsAsTheirTypeSays() async throws {
            try await withPool(Built.contract) { pool in
                let calls = Calls()
                let runs = (0..<40).map { _ in
                    Task {
                        word(
                            await pool.run(try script("cache_get 1"), alone: false, services: Keeper(pool, gate: calls))
                        )
                    }
                }
                // The module asks for sixteen at once; the rest wait in the pool and not in the process.
                try await eventually("sixteen at work") { calls.count.withLock { $0 } == 16 }
                try await eventually("the rest in the queue") { pool.state.withLock { $0.seating.waitingCount } == 24 }
                // Another type is not held up.
                let quick = try found(await pool.run(script("x", type: "quick"), alone: false, services: Keeper(pool)))
                #expect(quick.contains("input=x"))
                #expect(calls.count.withLock { $0 } == 16)
                for run in runs { run.cancel() }
                for run in runs { _ = try await run.value }
            }
        }
    }
}

/// A job of ContractModule.
func script(_ lines: String, type: String = "script") throws -> ModuleJob {
    try testJob("").with(input: lines, taskType: type)
}
