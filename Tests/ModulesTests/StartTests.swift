// SPDX-License-Identifier: Apache-2.0
import Foundation
import Jobs
import Testing
import Waiting

@testable import Modules

extension RealProcesses {
    /// Starting module processes: those that cannot, and many in a row.
    @Suite(.timeLimit(.minutes(3)))
    struct StartTests {
        @Test func aLibraryThatIsNoModuleIsRefusedWithAReason() async throws {
            try await withPool("/lib/x86_64-linux-gnu/libc.so.6") { pool in
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
            try await withPool("/lib/x86_64-linux-gnu/libc.so.6", log: lines) { pool in
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
