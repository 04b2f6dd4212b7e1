// SPDX-License-Identifier: Apache-2.0
import TaskABI
import TaskKit
import Testing
import Waiting

/// Whatever a task throws or returns, the job has one end that says what happened.
@Suite(.timeLimit(.minutes(1)))
struct FailureTests {
    enum Odd: Error, CustomStringConvertible {
        case long
        var description: String { String(repeating: "ä", count: 3000) }
    }
    struct Thrower: AITask {
        struct Input: Decodable, Sendable { var kind: String }
        struct Result: Encodable, Sendable { var number: Double }
        static let name = "thrower"
        static let version = "1.0.0"
        func run(_ input: Input, in context: TaskContext) async throws -> Result {
            switch input.kind {
            case "poison": throw TaskError(.poison, code: "bomb", message: "it explodes")
            case "wait": throw TaskError(.retryable, code: "later", message: "later", retryAfter: 1.5)
            case "negative": throw TaskError(.retryable, code: "later", message: "later", retryAfter: -.infinity)
            case "swift": throw CancellationError()
            case "odd": throw Odd.long
            case "words": throw TaskError(.permanent, code: String(repeating: "c", count: 99), message: "\(Odd.long)")
            case "nameless": throw TaskError(.permanent, code: "", message: "no code")
            case "nan": return Result(number: .nan)
            default: return Result(number: 1)
            }
        }
    }
    struct Bare: AITask {
        struct Input: Decodable, Sendable {}
        typealias Result = [Int]
        static let name = "bare"
        static let version = "1.0.0"
        static let resultSchema = "{}"
        func run(_ input: Input, in context: TaskContext) async throws -> [Int] { [1] }
    }

    private func end(_ kind: String) async throws -> TestHost.Ended {
        let host = TestHost()
        try host.load(Thrower())
        #expect(try host.start(1, input: #"{"kind":"\#(kind)"}"#) == MORTISE_OK)
        return try await eventually("the job's end") { host.ended.first }
    }

    @Test(
        arguments: [
            ("poison", MORTISE_POISON, "bomb", "it explodes", 0), ("wait", MORTISE_RETRYABLE, "later", "later", 1500),
            ("negative", MORTISE_RETRYABLE, "later", "later", 1),
            ("swift", MORTISE_CANCELLED, "cancelled", "the task stopped when it was cancelled", 0),
            ("nameless", MORTISE_PERMANENT, "task_failed", "no code", 0),
            (
                "nan", MORTISE_PERMANENT, "not_encodable",
                "the result cannot be written as JSON: member `number` holds a Double that has no form there", 0
            ),
            ("fine", MORTISE_SUCCEEDED, "", "", 0),
        ] as [(String, UInt32, String, String, UInt64)]
    )
    func everyErrorKeepsClassAndWords(
        _ kind: String,
        _ outcome: UInt32,
        _ code: String,
        _ message: String,
        _ wait: UInt64
    ) async throws {
        let end = try await end(kind)
        #expect(end.outcome == outcome)
        #expect(end.code == code)
        #expect(end.message == message)
        #expect(end.retryAfter == wait)
    }

    /// The fake host fails the test when a word is too long; here, that they are cut at a character.
    @Test(arguments: [("odd", "task_failed"), ("words", String(repeating: "c", count: 64))])
    func longWordsAreCut(_ kind: String, _ code: String) async throws {
        let end = try await end(kind)
        #expect(end.outcome == MORTISE_PERMANENT)
        #expect(end.code == code)
        #expect(end.message == String(repeating: "ä", count: 1000))
    }

    @Test func aResultThatIsNoObjectIsNamed() async throws {
        let host = TestHost()
        try host.load(Bare())
        _ = try host.start(1, input: "{}")
        let end = try await eventually("the job's end") { host.ended.first }
        #expect(end.code == "bad_result")
        #expect(end.message.contains("`bare`"))
    }

    struct Asking: AITask {
        struct Input: Decodable, Sendable {}
        struct Result: Encodable, Sendable { var text: String }
        static let name = "asking"
        static let version = "1.0.0"
        static let capabilities: Set<Capability> = [.complete]
        func run(_ input: Input, in context: TaskContext) async throws -> Result {
            Result(text: try await context.complete(Prompt([.instruction("Say.")])).text)
        }
    }

    /// An answer that is shorter than 0.9's, or none at all, is not read.
    @Test(arguments: [true, false])
    func anAnswerThatDoesNotFitIsNotRead(_ isThere: Bool) async throws {
        let host = TestHost()
        try host.load(Asking())
        _ = try host.start(1, input: "{}")
        let call = try await eventually("the call") { host.calls.first }
        guard case .complete(let callback, _) = call.callback else {
            Issue.record("no complete")
            return
        }
        var answer = mortise_complete_answer()
        answer.struct_size = UInt32(MemoryLayout<mortise_complete_answer>.size - 8)
        if isThere { callback(call.pointer, &answer) } else { callback(call.pointer, nil) }
        let end = try await eventually("the job's end") { host.ended.first }
        #expect(end.outcome == MORTISE_PERMANENT)
        #expect(end.code == "bad_answer")
    }

    /// The fake host sees what it is there for: a second end, and a call of a job that does not run.
    @Test func theHostOfTheTestsSeesBreaches() throws {
        let host = TestHost()
        host.toleratesFaults = true
        try host.load(Asking())
        var outcome = mortise_outcome()
        outcome.struct_size = 8
        outcome.end.outcome = 9
        #expect(host.finish(1, outcome) == MORTISE_NO_SUCH_JOB)
        #expect(host.releaseFile(4, of: 1) == MORTISE_INVALID)
        #expect(host.faults.count == 5)
    }
}
