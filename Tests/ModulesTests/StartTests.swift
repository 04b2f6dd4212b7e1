// SPDX-License-Identifier: Apache-2.0
import Foundation
import Jobs
import Observability
import StandIns
import Testing
import Waiting

@testable import Modules

extension RealProcesses {
    /// Starting module processes: those that cannot, and many in a row.
    @Suite(.timeLimit(.minutes(3)))
    struct StartTests {
        @Test func aLibraryThatIsNoModuleIsRefusedWithAReason() async throws {
            try await withPool(Machine.libc) { pool in
                let error = await #expect(throws: ModuleError.self) { try await pool.start() }
                #expect(error?.description.contains("libc.so.6") == true)
                #expect(error?.description.contains("mortise_module_entry") == true, "\(error?.description ?? "")")
            }
        }

        @Test func aFileThatOnlyBeginsLikeALibraryIsRefusedToo() async throws {
            try await withTestFolder { folder in
                try write(elf + [UInt8](repeating: 0, count: 5000), to: folder + "/broken.so")
                try await withPool(folder + "/broken.so") { pool in
                    let error = await #expect(throws: ModuleError.self) { try await pool.start() }
                    #expect(error?.description.contains("broken.so") == true)
                }
            }
        }

        @Test func aProgramThatIsNotThereIsNamed() async throws {
            try await withPool(Built.summarize, program: "/nowhere/mortise-module-host") { pool in
                let error = await #expect(throws: ModuleError.self) { try await pool.start() }
                #expect(error?.description.contains("/nowhere/mortise-module-host") == true)
            }
        }

        @Test func aProgramThatSaysNothingIsDescribedByItsEnd() async throws {
            try await withPool(Built.summarize, program: "/bin/false") { pool in
                let error = await #expect(throws: ModuleError.self) { try await pool.start() }
                #expect(error?.description.contains("exited with status 1") == true)
            }
        }

        /// A module that cannot start does not cost a process for every job.
        @Test(arguments: [false, true])
        func failedStartsAreFollowedByAWait(_ alone: Bool) async throws {
            let lines = CollectedLines()
            try await withPool(Machine.libc, log: lines) { pool in
                for _ in 0..<30 {
                    guard
                        case .notRun(_, let wait) = await pool.run(
                            try testJob("x"),
                            alone: alone,
                            services: Answering()
                        )
                    else {
                        Issue.record("it ran")
                        return
                    }
                    #expect(wait >= 0.1)
                    #expect(wait <= 30)
                }
            }
            // A start takes a few milliseconds, so that most of the thirty fell into a wait.
            #expect(lines.sentences.filter { $0.contains("did not start") }.count < 15)
        }

        /// A program in the place of the module host, which does this.
        private func withProgram(
            _ script: String,
            _ body: (ModulePool, CollectedLines) async throws -> Void
        ) async throws {
            let lines = CollectedLines()
            try await withTestFolder { folder in
                let program = folder + "/program"
                try write(Array("#!/bin/sh\n\(script)\n".utf8), to: program)
                #expect(chmod(program, 0o755) == 0)
                let options = options { $0.startLimit = 1 }
                try await withPool(Built.summarize, program: program, options: options, log: lines) {
                    try await body($0, lines)
                }
            }
        }

        @Test(
            arguments: [
                ("exec sleep 100", "not ready after 1 s"), ("exec yes flood", "printed more than 1 MiB"),
                // Rubbish is no frame; a log line that is said again and again is one.
                ("exec yes >&3", "broke the protocol"),
                (
                    #"exec python3 -c 'import os;[os.write(3,b"\x0f\0\0\0\6"+bytes(9)+b"\1\0\0\0x") for i in range(5000)]'"#,
                    "1000 messages"
                ),
            ]
        )
        func aStartThatGoesWrongIsASentence(_ script: String, _ words: String) async throws {
            try await withSteadyHost {
                try await withProgram(script) { pool, lines in
                    let error = await #expect(throws: ModuleError.self) { try await pool.start() }
                    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
                    #expect(error?.description.contains("libSummarize.so did not start") == true)
                    try await eventually("the end of the process") { Machine.children.isEmpty }
                    #expect(lines.sentences.count < 200)
                }
            }
        }

        @Test func aRegistrationThatDiffersFromTheManifestIsRefused() async throws {
            try await withSteadyHost {
                try await withTestFolder { folder in
                    let installed = try InstalledModule.install(Built.hostile, into: folder + "/modules")
                    var manifest = installed.manifest
                    manifest.version = "9.9.9"
                    let pool = ModulePool(
                        image: installed.image,
                        manifest: manifest,
                        generation: 1,
                        program: Built.moduleHost,
                        user: geteuid() == 0 ? 59_500 : nil,
                        memory: Machine.memory,
                        spawner: try Spawner(isOurs: { Machine.children.contains($0) }),
                        log: Logger(CollectedLines())
                    )
                    defer { pool.close() }
                    let error = await #expect(throws: ModuleError.self) { try await pool.start() }
                    #expect(error?.description.contains("`version`: 0.0.1, and 9.9.9") == true)
                }
            }
        }

        @Test func callersAtTheSameTimeStartOneProcess() async throws {
            try await withPool(Built.summarize) { pool in
                let before = Machine.children
                let hashes = try await withThrowingTaskGroup(of: String.self) { group in
                    for _ in 0..<20 { group.addTask { try await pool.start().hash } }
                    return try await group.reduce(into: Set<String>()) { $0.insert($1) }
                }
                #expect(hashes.count == 1)
                #expect(Machine.children.subtracting(before).count == 1)
            }
        }

        /// Swift's thread pool must come up and live in the sandbox every time; what a process held in the host is
        /// given back when it has ended.
        @Test func twoHundredProcessesOneAfterAnother() async throws {
            let lines = CollectedLines()
            try await withPool(Built.summarize, log: lines) { pool in
                for number in 0..<200 {
                    let end = await pool.run(try testJob("post \(number)"), alone: false, services: Answering())
                    #expect(try summary(end) == "summary of post \(number)")
                    pool.reapIdle()
                }
                try await eventually("the end of every process") { Machine.children.isEmpty }
            }
            #expect(lines.sentences == [])
            // Other tests have processes at the same time, but a few: two hundred would be a leak.
            try await eventually("the end of their threads") { Machine.threads(named: "mortise-link") < 50 }
            try await eventually("the end of their descriptors") { Machine.pidfds < 50 }
        }
    }
}
