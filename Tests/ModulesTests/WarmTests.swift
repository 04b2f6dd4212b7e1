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
    /// Workers forked from a template, and templates that are not to be believed.
    @Suite(.timeLimit(.minutes(3)))
    struct WarmTests {
        private func run(_ pool: ModulePool, _ content: String, alone: Bool = false) async throws -> String {
            word(await pool.run(try testJob(content), alone: alone, services: Answering()))
        }
        private var warm: PoolOptions { options { $0.start = .warm } }

        @Test func workersAreForkedAndAreTheHostsOwnChildren() async throws {
            try await withSteadyHost {
                let lines = CollectedLines()
                try await withPool(Built.hostile, options: warm, log: lines) { pool in
                    let module = try await pool.start()
                    #expect(module.tier > 0)
                    // The template and its first worker.
                    #expect(Machine.children.count == 2)
                    #expect(try await run(pool, "good") == "succeeded")
                    #expect(try await run(pool, "good", alone: true) == "succeeded")
                    #expect(Machine.children.count == 3)
                    // It dies like any other, and another is forked.
                    #expect(try await run(pool, "SEGFAULT") == "died alone")
                    #expect(try await run(pool, "good") == "succeeded")
                    #expect(Machine.children.count == 3)
                }
                #expect(!lines.sentences.contains { $0.contains("spawned instead") }, "\(lines.sentences)")
            }
        }

        @Test func aSwiftModuleIsForkedAgainAndAgain() async throws {
            try await withSteadyHost {
                let lines = CollectedLines()
                try await withPool(Built.summarize, options: warm, log: lines) { pool in
                    for number in 0..<60 {
                        let end = try await run(pool, "post \(number)")
                        #expect(end == "succeeded")
                        if number % 3 == 0 {
                            for process in pool.state.withLock({ $0.seating.processes }) { process.retire() }
                        }
                    }
                }
                #expect(!lines.sentences.contains { $0.contains("spawned instead") }, "\(lines.sentences)")
            }
        }

        /// Locks know their holder by its thread's number, which a copy's first thread remembers from its template: the
        /// module's threads and the one that hears the host must be able to wait for each other all the same.
        @Test func threadsOfAForkedWorkerWaitForEachOther() async throws {
            try await withSteadyHost {
                let lines = CollectedLines()
                try await withPool(Built.contract, options: warm, log: lines) { pool in
                    let ends = await withTaskGroup(of: String.self) { group in
                        for _ in 0..<16 {
                            group.addTask {
                                guard let job = try? script("cache_many 3000") else { return "no job" }
                                return word(await pool.run(job, alone: false, services: Answering()))
                            }
                        }
                        return await group.reduce(into: []) { $0.append($1) }
                    }
                    #expect(ends == Array(repeating: "succeeded", count: 16))
                }
                #expect(!lines.sentences.contains { $0.contains("spawned instead") }, "\(lines.sentences)")
            }
        }

        /// A template in Python that answers `fork` by this; workers are the real program.
        private func withTemplate(
            _ answer: String,
            _ body: (ModulePool, CollectedLines) async throws -> Void
        ) async throws {
            let script = """
                #!/bin/sh
                if [ "$5" != template ]; then exec \(Built.moduleHost) "$@"; fi
                exec python3 -c '
                import os, struct, time
                def frame(kind, body): os.write(3, struct.pack("<IB", len(body) + 1, kind) + body)
                def text(words): return struct.pack("<I", len(words)) + words
                def forked(pid, why): frame(13, struct.pack("<I", pid) + text(why))
                frame(8, bytes([3]) + struct.pack("<I", 0))
                kind = text(b"post_summary") + text(b"1") + text(b"{}") + text(b"{}") + struct.pack("<QBQQII", 0, 1, 0, 0, 0, 0)
                frame(1, text(b"hostile") + text(b"1") + struct.pack("<II", 9, 1) + kind)
                while os.read(3, 100):
                    \(answer)
                ' "$@"

                """
            let lines = CollectedLines()
            try await withTestFolder { folder in
                let program = folder + "/program"
                try write(Array(script.utf8), to: program)
                #expect(chmod(program, 0o755) == 0)
                try await withPool(Built.hostile, program: program, options: warm, log: lines) {
                    try await body($0, lines)
                }
            }
        }

        @Test(
            arguments: [
                ("forked(0, b\"no\")", "did not fork: no"), ("forked(1, b\"\")", "not the host"),
                ("forked(os.getpid(), b\"\")", "not the host"), ("forked(os.getppid(), b\"\")", "not the host"),
                ("forked(4000000000, b\"\")", "not the host"), ("os._exit(1)", "did not fork: the process exited"),
                ("frame(200, b\"\")", "did not fork"), ("time.sleep(60)", "did not fork within"),
                // A child of its own, which is not the host's.
                (
                    "pid = os.fork()\n    if pid == 0: time.sleep(1); os._exit(0)\n    forked(pid, b\"\")",
                    "not the host"
                ),
            ]
        )
        func onAnyDoubtAProcessIsSpawned(_ answer: String, _ words: String) async throws {
            try await withSteadyHost {
                try await withTemplate(answer) { pool, lines in
                    #expect(try await run(pool, "good") == "succeeded")
                    let warning = lines.all.filter { $0.sentence.contains("no warm start") }
                    #expect(warning.count == 1, "\(lines.sentences)")
                    let fields = warning.flatMap { $0.fields.map(\.value) }
                    #expect(fields.contains { $0.contains(words) }, "\(fields)")
                    try await eventually("the end of the template") {
                        KnownChildren.children().filter(isPython).isEmpty
                    }
                }
            }
        }

        private func isPython(_ pid: Int32) -> Bool {
            let words = (try? String(contentsOfFile: "/proc/\(pid)/cmdline", encoding: .utf8)) ?? ""
            return words.contains("def forked") && words.contains("\(Machine.memory)")
        }

        /// A child that nobody asked for is ended and reaped; those that are known stay.
        @Test func strangersAreSweptAndKnownChildrenAreNot() async throws {
            let known = KnownChildren()
            let pids = try (0..<2).map { _ in try sleeper() }
            defer { for pid in pids { kill(pid, SIGKILL) } }
            known.add(pids[0])
            let ours: (Int32) -> Bool = { pids.contains($0) }
            #expect(Set(KnownChildren.children()).isSuperset(of: pids))
            // A fork may be under way, whose pid nobody knows yet.
            known.forkBegins()
            #expect(known.sweep(ours) == [])
            #expect(known.sweep(ours) == [])
            known.forkEnds()
            #expect(known.sweep(ours) == [])
            #expect(known.sweep(ours) == [pids[1]])
            #expect(kill(pids[1], 0) != 0)
            #expect(kill(pids[0], 0) == 0)
            #expect(known.sweep(ours) == [])
            #expect(known.adopt(pids[0]) == nil)
            known.remove(pids[0])
            #expect(known.adopt(pids[0]) != nil)
            #expect(known.adopt(getpid()) == nil)
            #expect(known.adopt(1) == nil)
            kill(pids[0], SIGKILL)
            waitpid(pids[0], nil, 0)
        }

        private func sleeper() throws -> pid_t {
            var pid: pid_t = 0
            var words: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("600"), nil]
            defer { for word in words { free(word) } }
            #expect(posix_spawn(&pid, "/bin/sleep", nil, nil, &words, nil) == 0)
            return pid
        }
    }
}
