// SPDX-License-Identifier: Apache-2.0
import TaskKit

/// `post_summary`: an executive summary of a post from its title and content, in one model call.
struct Summarize: AITask {
    struct Input: Decodable, Sendable {
        var title: String
        var content: String
    }
    struct Result: Codable, Sendable {
        var summary: String
        var model: String
    }

    static let name = "post_summary"
    static let version = "1.1.0"
    static let capabilities: Set<Capability> = [.complete]

    func run(_ input: Input, in context: TaskContext) async throws -> Result {
        let settings = try context.settings(as: Settings.self)
        let instruction = try settings.instruction()
        guard input.content.contains(where: { !$0.isWhitespace }) else {
            throw TaskError(
                .permanent,
                code: "empty_post",
                message: "the post has no text to summarize: send it with its content"
            )
        }
        let answer = try await context.complete(
            Prompt(
                [.instruction(instruction), .document(input.content, title: input.title)],
                model: settings.model,
                temperature: 0.3,
                targetWords: settings.length
            )
        )
        guard answer.text.contains(where: { !$0.isWhitespace }) else {
            answer.reject("the summary is empty")
            throw TaskError(.retryable, code: "empty_answer", message: "the model gave an empty summary")
        }
        return Result(summary: answer.text, model: answer.model)
    }
}
