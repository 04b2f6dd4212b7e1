// SPDX-License-Identifier: Apache-2.0
import TaskKit

/// `post_summary`: an executive summary of a post from its title and content, in one model call.
struct Summarize: AITask {
    struct Input: Decodable, Sendable {
        var title: String
        var content: String
    }
    struct Result: Encodable, Sendable {
        var summary: String
        var model: String
    }
    struct Settings: Decodable {
        /// Words that the summary should have; 20 to 1,000.
        var words: Int?
    }

    static let name = "post_summary"
    static let version = "1.0.0"
    static let capabilities: Set<Capability> = [.complete]
    static let inputSchema = """
        {"type":"object","required":["title","content"],"properties":{\
        "title":{"type":"string"},"content":{"type":"string"}}}
        """
    static let resultSchema = """
        {"type":"object","required":["summary","model"],"properties":{\
        "summary":{"type":"string"},"model":{"type":"string"}}}
        """

    func run(_ input: Input, in context: TaskContext) async throws -> Result {
        let words = max(20, min(try context.settings(as: Settings.self).words ?? 120, 1000))
        let answer = try await context.complete(
            Prompt(
                [
                    .instruction("Write a \(words)-word executive summary of this post, in the post's own language."),
                    .document(input.content, title: input.title),
                ],
                temperature: 0.3,
                targetWords: words
            )
        )
        guard !answer.text.isEmpty else {
            throw TaskError(.retryable, code: "empty_answer", message: "the model gave an empty summary")
        }
        return Result(summary: answer.text, model: answer.model)
    }
}
