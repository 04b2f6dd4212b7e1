// SPDX-License-Identifier: Apache-2.0
//
// Swift snippets of docs/writing-tasks.md, held to it by SnippetTests.
import TaskKit

/// `post_summary` by its first sentence: no model call, so no capability.
struct Headline: AITask {
    struct Input: Decodable, Sendable {
        var title: String
        var content: String
    }
    struct Result: Codable, Sendable {
        var summary: String
        var model: String
    }

    static let name = "post_summary"
    static let version = "0.1.0"

    func run(_ input: Input, in context: TaskContext) async throws -> Result {
        guard let sentence = input.content.split(separator: ".").first else {
            throw TaskError(.permanent, code: "empty_post", message: "the post has no text")
        }
        return Result(summary: "\(input.title): \(sentence).", model: "none")
    }
}
