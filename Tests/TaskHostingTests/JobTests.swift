// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import ModuleProtocol
import StandIns
import Testing
import Waiting

/// A job's way through the process: started, cancelled, ended once.
@Suite(.timeLimit(.minutes(1)))
struct JobTests {
    @Test func aJobIsGivenAsTheHostSaidIt() async throws {
        try await withProcess { process in
            let memory = try SharedMemory([1])
            let job = JobStart(
                token: .max,
                id: "job-é",
                taskType: "quick",
                attempt: 3,
                deadline: 12_345,
                input: Array("{\"a\":1}".utf8),
                settings: Array("{\"b\":2}".utf8),
                partIndex: 1,
                partCount: 2,
                buffer: memory.wire(77)
            )
            process.send(.start(job), descriptors: [memory.descriptor])
            let report = try await process.report(of: .max)
            #expect(
                report.hasPrefix(
                    "size=104 attempt=3 deadline=12345 id=job-é input={\"a\":1} settings={\"b\":2} part=1/2 buffer=77 fd="
                ),
                "\(report)"
            )
            #expect(report.hasSuffix("context=1"))
            #expect(!report.contains("fd=-1"))
        }
    }

    /// `finish` from inside `start`, and a second one right after it: refused, and said to the host as a fault.
    @Test func aSecondFinishIsTheModulesFault() async throws {
        try await withProcess { process in
            process.start(1, "x", as: "quick")
            _ = try await process.report(of: 1)
            let fault = try await process.next("fault") { message -> String? in
                guard case .fault(let line) = message else { return nil }
                return line
            }
            #expect(fault.contains("second end"))
            process.start(2, "finish_early")
            let report = try await process.report(of: 2)
            #expect(report == "early")
        }
    }

    @Test func aStatusFromStartEndsTheJob() async throws {
        try await withProcess { process in
            for (token, type, input) in [(1, "quick", "refused"), (2, "script", "not_started 5")]
                as [(UInt64, String, String)]
            {
                process.start(token, input, as: type)
                guard case .failed(let error) = try await process.end(of: token) else { throw ProcessTrouble("it ran") }
                #expect(error.code == "not_started")
                #expect(error.outcome == 2)
                #expect(error.message.contains("status 5"))
            }
            process.start(3, "x", as: "nothing_of_the_kind")
            guard case .failed(let error) = try await process.end(of: 3) else { throw ProcessTrouble("it ran") }
            #expect(error.code == "no_such_task")
        }
    }

    @Test func aBlockingTaskThatReturnsUnfinishedIsEnded() async throws {
        try await withProcess { process in
            process.start(1, "not_finished")
            guard case .failed(let error) = try await process.end(of: 1) else { throw ProcessTrouble("it finished") }
            #expect(error.code == "not_finished")
            #expect(error.outcome == 2)
            let fault = try await process.next("fault") { message -> String? in
                guard case .fault(let line) = message else { return nil }
                return line
            }
            #expect(fault.contains("script"))
        }
    }

    @Test func failuresCrossWithTheirWords() async throws {
        try await withProcess { process in
            for outcome in 1...4 as ClosedRange<UInt8> {
                process.start(UInt64(outcome), "fail \(outcome) the_code the message")
                let end = try await process.end(of: UInt64(outcome))
                #expect(
                    end
                        == .failed(
                            WireError(outcome: outcome, code: "the_code", message: "the message", retryAfter: 7)
                        )
                )
            }
        }
    }

    /// On threads of their own: sixteen that wait for each other, while the receiving thread goes on.
    @Test func blockingJobsRunBesideEachOther() async throws {
        try await withProcess { process in
            for token in 1...16 as ClosedRange<UInt64> { process.start(token, "meet 17\nthread") }
            process.start(100, "x", as: "quick")
            _ = try await process.report(of: 100)
            let tasks = "/proc/\(process.pid)/task"
            try await eventually("a thread for each") {
                let names = try FileManager.default.contentsOfDirectory(atPath: tasks).compactMap {
                    try? String(contentsOfFile: "\(tasks)/\($0)/comm", encoding: .utf8)
                }
                return names.count { $0 == "mortise-job\n" } == 16
            }
            process.start(17, "meet 17\nthread")
            for token in 1...17 as ClosedRange<UInt64> {
                let report = try await process.report(of: token)
                #expect(report == "met main=0 ")
            }
            try await eventually("the end of their threads") {
                try FileManager.default.contentsOfDirectory(atPath: tasks).count == 1
            }
        }
    }

    /// Three thousand calls of more than a kilobyte each.
    @Test func aJobHasRoomToRecurse() async throws {
        try await withProcess { process in
            let report = try await process.run("recurse 3000")
            #expect(report == "recurse=1 ")
        }
    }

    /// Without a thread to be had the job may come back later, and the process goes on.
    @Test func withoutAThreadAJobIsUnavailable() async throws {
        try await withTestFolder { folder in
            try await withProcess(Launch(program: try OldKernel.make("no-threads", in: folder))) { process in
                process.start(1, "is_cancelled")
                guard case .failed(let error) = try await process.end(of: 1) else { throw ProcessTrouble("it ran") }
                #expect(error.code == "unavailable")
                #expect(error.outcome == 1)
                process.start(2, "x", as: "quick")
                _ = try await process.report(of: 2)
            }
        }
    }

    @Test func cancelReachesBothKinds() async throws {
        try await withProcess { process in
            process.start(1, "", as: "waiting")
            process.start(2, "is_cancelled\nprint asked\nuntil_cancelled")
            try await eventually("its first look") { process.printed.contains("asked\n") }
            process.send(.cancel(token: 1))
            guard case .failed(let error) = try await process.end(of: 1) else { throw ProcessTrouble("it succeeded") }
            #expect(error.outcome == 3)
            process.send(.cancel(token: 2))
            let report = try await process.report(of: 2)
            #expect(report == "cancelled=0 cancelled=1 ")
            // Spent, and never known.
            process.send(.cancel(token: 1))
            process.send(.cancel(token: 99))
            let after = try await process.run("is_cancelled", token: 3)
            #expect(after == "cancelled=0 ")
        }
    }

    /// Past its deadline a job is to stop, though the host's word has not come yet.
    @Test func aDeadlineCancelsByItself() async throws {
        try await withProcess { process in
            process.start(1, "until_cancelled", deadline: 50)
            let report = try await process.report(of: 1)
            #expect(report == "cancelled=1 ")
            process.start(2, "is_cancelled", deadline: .max)
            let without = try await process.report(of: 2)
            #expect(without == "cancelled=0 ")
        }
    }

    @Test func whatItPrintsComesLineByLine() async throws {
        try await withProcess { process in
            process.start(1, "print first\nprint_error second\nuntil_cancelled")
            try await eventually("both lines") {
                process.printed.contains("first\n") && process.printed.contains("second\n")
            }
            process.send(.cancel(token: 1))
            _ = try await process.report(of: 1)
        }
    }
}
