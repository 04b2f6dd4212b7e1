// SPDX-License-Identifier: Apache-2.0
import TaskABI
import Testing
import Waiting

@testable import TaskKit

/// Whole jobs through the ABI, with a host made of vtables.
@Suite(.timeLimit(.minutes(1)))
struct JobTests {
    private let post = Array(#"{"title":"T","content":"C"}"#.utf8)

    private func loaded(_ host: TestHost) throws -> TestHost {
        try host.load()
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
        #expect(end.result == #"{"model":"model","summary":"In short."}"#)
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
            (#"{"title":null,"content":"C"}"#, "`title`"), ("[]", "the value must be an object"),
            ("{", "cannot be read as JSON"), ("", "cannot be read as JSON"),
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
        host.fail(try await eventually("the model call") { host.calls.first }, outcome)
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
        let host = try loaded(TestHost(callStatus: status))
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

    /// A cancelled job that the module does not know any more, or never did, is no event.
    @Test func cancellingWhatIsNotThereChangesNothing() async throws {
        let host = try loaded(TestHost())
        _ = try host.start(5, input: post)
        let call = try await eventually("the model call") { host.calls.first }
        try host.cancel(4)
        try host.cancel(.max)
        #expect(host.ended.isEmpty)
        host.answer(call, text: "x")
        #expect(try await eventually("the job's end") { host.ended.first }.outcome == MORTISE_SUCCEEDED)
    }

    /// The host answers the calls of a cancelled job with `cancelled`, and that ends it.
    @Test func aCancelledJobEndsOnceAsCancelled() async throws {
        let host = try loaded(TestHost())
        _ = try host.start(5, input: post)
        let call = try await eventually("the model call") { host.calls.first }
        try host.cancel(5)
        host.fail(call, MORTISE_CANCELLED)
        let end = try await eventually("the job's end") { host.ended.first }
        #expect(end.token == 5)
        #expect(end.outcome == MORTISE_CANCELLED)
        try host.cancel(5)
        #expect(host.ended.count == 1)
    }
}
