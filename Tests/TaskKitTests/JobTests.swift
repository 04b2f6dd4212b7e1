import TaskABI
import Testing

// SPDX-License-Identifier: Apache-2.0
@testable import Summarize
@testable import TaskKit

/// Whole jobs through the ABI, with a host made of vtables.
@Suite(.timeLimit(.minutes(1)))
struct JobTests {
    private let post = Array(#"{"title":"T","content":"C"}"#.utf8)

    private func loaded(_ host: TestHost, _ task: any AITask = Summarize()) throws -> TestHost {
        try host.load(TaskModule(name: "m", version: "1", tasks: [task]))
        return host
    }

    @Test func aJobAsksAndEndsOnce() async throws {
        let host = try loaded(TestHost())
        #expect(try host.start(7, input: post, settings: #"{"words":50}"#) == MORTISE_OK)
        let call = try await eventually("the model call") { host.calls.first }
        #expect(call.token == 7)
        #expect(call.texts.last == "C")
        #expect(call.words == 50)
        #expect(call.temperature == 300)
        #expect(host.ended.isEmpty)
        host.answer(call, text: "In short.")
        let end = try await eventually("the job's end") { host.ended.first }
        #expect(end.outcome == MORTISE_SUCCEEDED)
        #expect(end.token == 7)
        #expect(end.result == #"{"model":"busy","summary":"In short."}"#)
        // A late cancellation of an ended job ends nothing again.
        try host.cancel(7)
        #expect(host.ended.count == 1)
    }

    @Test func manyJobsAtOnceEndOnceEach() async throws {
        let host = try loaded(TestHost())
        for token in 1...200 { #expect(try host.start(UInt64(token), input: post) == MORTISE_OK) }
        try await eventually("200 calls") { host.calls.count == 200 }
        for call in host.calls { host.answer(call, text: "answer \(call.token)") }
        try await eventually("200 ends") { host.ended.count >= 200 }
        #expect(Set(host.ended.map(\.token)).count == 200)
        #expect(host.ended.count == 200)
        for end in host.ended { #expect(end.result.contains("answer \(end.token)\"")) }
    }

    @Test(
        arguments: [
            (#"{"title":"T"}"#, "`content`"), (#"{"title":1,"content":"C"}"#, "`title`"),
            (#"{"title":null,"content":"C"}"#, "`title`"), ("[]", "the value"), ("{", "the value"), ("", "the value"),
        ]
    )
    func inputThatDoesNotFitIsPermanentAndNamed(_ input: String, _ name: String) async throws {
        let host = try loaded(TestHost())
        #expect(try host.start(1, input: Array(input.utf8)) == MORTISE_OK)
        let end = try await eventually("the job's end") { host.ended.first }
        #expect(end.outcome == MORTISE_PERMANENT)
        #expect(end.code == "bad_input")
        #expect(end.message.contains(name), "\(end.message)")
        #expect(host.calls.isEmpty)
    }

    @Test func inputThatIsNoTextEndsToo() async throws {
        let host = try loaded(TestHost())
        #expect(try host.start(1, input: [0xFF, 0xFE, 0x00]) == MORTISE_OK)
        #expect(try await eventually("the job's end") { host.ended.first }.outcome == MORTISE_PERMANENT)
    }

    @Test func anIdThatIsNoTextIsNotBegun() throws {
        let host = try loaded(TestHost())
        #expect(try host.start(1, input: post, id: [0xFF]) == MORTISE_INVALID)
        #expect(host.ended.isEmpty)
    }

    @Test(arguments: [MORTISE_RETRYABLE, MORTISE_PERMANENT, MORTISE_CANCELLED, MORTISE_POISON])
    func theFailureOfACallIsTheJobs(_ outcome: UInt32) async throws {
        let host = try loaded(TestHost())
        _ = try host.start(1, input: post)
        host.answer(try await eventually("the model call") { host.calls.first }, failure: outcome)
        let end = try await eventually("the job's end") { host.ended.first }
        #expect(end.outcome == outcome)
        #expect(end.code == "busy")
    }

    @Test(
        arguments: [
            (MORTISE_UNAVAILABLE, MORTISE_RETRYABLE), (MORTISE_NO_SUCH_JOB, MORTISE_CANCELLED),
            (MORTISE_NOT_PERMITTED, MORTISE_PERMANENT), (MORTISE_INVALID, MORTISE_PERMANENT), (99, MORTISE_PERMANENT),
        ] as [(mortise_status, UInt32)]
    )
    func aCallThatIsRefusedAtOnceEndsTheJob(_ status: mortise_status, _ outcome: UInt32) async throws {
        let host = try loaded(TestHost(completeStatus: status))
        _ = try host.start(1, input: post)
        #expect(try await eventually("the job's end") { host.ended.first }.outcome == outcome)
    }

    @Test func aHostWithoutModelsSaysSo() async throws {
        let host = try loaded(TestHost(services: [MORTISE_JOB_SERVICE]))
        _ = try host.start(1, input: post)
        let end = try await eventually("the job's end") { host.ended.first }
        #expect(end.code == "unsupported")
        #expect(end.message.contains(MORTISE_COMPLETE_SERVICE))
    }

    /// A result over the host's limit must not leave the job without an end.
    @Test func aRefusedResultEndsAsAFailure() async throws {
        let host = try loaded(TestHost(successStatus: MORTISE_INVALID))
        _ = try host.start(1, input: post)
        host.answer(try await eventually("the model call") { host.calls.first }, text: "x")
        try await eventually("both ends") { host.ended.count == 2 }
        #expect(host.ended.last?.outcome == MORTISE_PERMANENT)
        #expect(host.ended.last?.code == "result_refused")
    }

    @Test func cancellingStopsTheTask() async throws {
        let host = try loaded(TestHost(), Waits())
        _ = try host.start(5, input: Array("{}".utf8))
        try await eventually("the task's log line") { host.lines == ["2 waiting"] }
        try host.cancel(4)
        #expect(host.ended.isEmpty)
        try host.cancel(5)
        let end = try await eventually("the job's end") { host.ended.first }
        #expect(end.outcome == MORTISE_CANCELLED)
        #expect(end.code == "cancelled")
    }

    @Test func anyOtherErrorIsPermanentAndItsWaitIsKept() async throws {
        let host = try loaded(TestHost(), Fails())
        _ = try host.start(1, input: Array(#"{"how":"odd"}"#.utf8))
        #expect(try await eventually("the first end") { host.ended.first }.code == "task_failed")
        let cases: [(token: UInt64, how: String, wait: UInt64)] = [
            (2, "soon", 1500), (3, "never", 1_000_000_000_000), (4, "past", 0),
        ]
        for (token, how, wait) in cases {
            _ = try host.start(token, input: Array(#"{"how":"\#(how)"}"#.utf8))
            let end = try await eventually("the end of \(how)") { host.ended.first { $0.token == token } }
            #expect(end.outcome == MORTISE_RETRYABLE)
            #expect(end.retryAfter == wait)
        }
    }
}

private struct Waits: AITask {
    struct Empty: Codable, Sendable {}
    static let name = "waits"
    static let version = "1"
    func run(_ input: Empty, in context: TaskContext) async throws -> Empty {
        context.log(.warning, "waiting")
        try await Task.sleep(for: .seconds(600))
        return Empty()
    }
}

private struct Fails: AITask {
    struct Input: Decodable, Sendable { var how: String }
    struct Empty: Encodable, Sendable {}
    struct Odd: Error {}
    static let name = "fails"
    static let version = "1"
    func run(_ input: Input, in context: TaskContext) async throws -> Empty {
        let waits: [String: Double] = ["soon": 1.5, "never": .infinity, "past": -1]
        guard let wait = waits[input.how] else { throw Odd() }
        throw TaskError(.retryable, code: "later", message: "later", retryAfter: wait)
    }
}
