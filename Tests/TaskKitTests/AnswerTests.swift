// SPDX-License-Identifier: Apache-2.0
import TaskKit
import TaskKitTesting
import Testing

/// An answer that is asked for as a type: by schema, checked, rejected, asked for again, and not for ever.
@Suite(.timeLimit(.minutes(1)))
struct AnswerTests {
    struct Grade: Codable, Sendable, Equatable, SchemaDescribing {
        var grade: Int
        var reason: String?
        static let fieldNotes: [String: FieldNote] = ["grade": FieldNote(range: 1...6)]
    }
    private let fake = FakeServices()
    private let prompt = Prompt([.instruction("Grade it."), .document("A text.")], temperature: 0)

    @Test(
        arguments: [
            #"{"grade":3}"#, "```json\n{\"grade\":3}\n```", "\n```\n{\n\"grade\": 3,\n\"reason\": null\n}\n```\n\n",
            "  {\"grade\" : 3, \"more\": true} ",
        ]
    )
    func aFittingAnswerIsTaken(_ text: String) async throws {
        fake.completions.then(text)
        let answer = try await fake.context().complete(prompt, as: Grade.self)
        #expect(answer.value == Grade(grade: 3))
        #expect(answer.requests == 1)
        #expect(answer.completion.text == text)
        #expect(fake.rejections.isEmpty)
        let asked = try #require(fake.completions.requests.first)
        #expect(asked.answerSchema?.contains(#""grade":{"type":"integer","minimum":1,"maximum":6}"#) == true)
        #expect(asked.parts.prefix(2) == prompt.parts[...])
        #expect(asked.parts.last?.text.contains(try #require(asked.answerSchema)) == true)
        #expect(asked.temperature == 0)
    }

    @Test func aMisfitIsRejectedAndAskedForAgainWithItsReason() async throws {
        fake.completions.then("Three, I think.")
        fake.completions.then(#"{"grade":7}"#)
        fake.completions.then(#"{"grade":6}"#)
        let answer = try await fake.context().complete(prompt, as: Grade.self)
        #expect(answer.value == Grade(grade: 6))
        #expect(answer.requests == 3)
        #expect(fake.rejections.map(\.number) == [1, 2])
        let wrong = "the answer: member `grade` must be a whole number from 1 to 6, found 7"
        #expect(fake.rejections.map(\.reason) == ["the answer cannot be read as JSON", wrong])
        let last = fake.completions.requests.map { $0.parts.last?.text ?? "" }
        #expect(last[1].contains("the answer cannot be read as JSON"))
        #expect(last[2].contains(wrong))
        // Only the last reason, not all of them: requests do not grow.
        #expect(fake.completions.requests.map(\.parts.count) == [3, 4, 4])
    }

    @Test(arguments: [(2, 3), (0, 1), (-5, 1), (1000, 11)])
    func itIsNotAskedForEver(_ corrections: Int, _ requests: Int) async throws {
        fake.completions.always { _ in Completion(text: "{}", model: "m") }
        let error = await #expect(throws: TaskError.self) {
            try await fake.context().complete(prompt, as: Grade.self, corrections: corrections)
        }
        #expect(error?.class == .retryable)
        #expect(error?.code == "answer_misfit")
        #expect(error?.message.contains("`grade` is missing") == true)
        #expect(fake.completions.requests.count == requests)
        #expect(fake.rejections.count == requests)
    }

    @Test func whatElseMustHoldIsCheckedToo() async throws {
        fake.completions.then(#"{"grade":1}"#)
        fake.completions.then(#"{"grade":2}"#)
        let answer = try await fake.context().complete(prompt, as: Grade.self) { grade in
            guard grade.grade > 1 else {
                throw TaskError(.permanent, code: "one", message: "nobody gets a one")
            }
        }
        #expect(answer.value.grade == 2)
        #expect(fake.rejections.map(\.reason) == ["nobody gets a one"])
    }

    /// The failure of a call is no misfit.
    @Test func aFailureIsPassedOn() async throws {
        fake.completions.then(failing: TaskError(.retryable, code: "busy", message: "later"))
        let error = await #expect(throws: TaskError.self) {
            try await fake.context().complete(prompt, as: Grade.self)
        }
        #expect(error?.code == "busy")
        #expect(fake.completions.requests.count == 1)
    }

    struct Node: Decodable, Sendable { var children: [Node] }

    @Test func aTypeWithoutASchemaAsksNobody() async throws {
        let error = await #expect(throws: TaskError.self) {
            try await fake.context().complete(prompt, as: Node.self)
        }
        #expect(error?.code == "bad_schema")
        #expect(fake.completions.requests.isEmpty)
        fake.completions.then(#"{"children":[{"children":[]}]}"#)
        let answer = try await fake.context().complete(prompt, as: Node.self, schema: #"{"type":"object"}"#)
        #expect(answer.value.children.count == 1)
    }
}
