// SPDX-License-Identifier: Apache-2.0
import JSON
import TaskKit

/// What a request may say of a prompt, and a site's library alike.
struct PromptDefinition {
    struct Message {
        var role: Prompt.Part.Role
        var text: String
    }
    static let messageLimit = 100

    var prompt: String?
    var messages: [Message]?
    var system: String?
    /// Whether tags in the texts are tags.
    var isTemplate: Bool
    var variables: JSONObject
    var model: String?
    var temperature: Double?
    var maximumOutputTokens: Int?
    var format: AnswerFormat?

    init(_ reader: MemberReader) throws(TaskError) {
        prompt = try reader.text("prompt")
        messages = try Self.messages(reader)
        system = try reader.text("system")
        isTemplate = try reader.flag("template") ?? true
        variables = try reader.object("variables") ?? JSONObject()
        model = try reader.text("model", limit: 256)
        temperature = try reader.number("temperature", 0...2)
        maximumOutputTokens = try reader.integer("max_tokens", 1...1_000_000).map { Int($0) }
        format = try AnswerFormat(reader)
        guard (prompt == nil) != (messages == nil) else {
            throw TaskError(
                .permanent,
                code: reader.code,
                message: "\(reader.prefix)give either `prompt` or `messages`"
            )
        }
    }

    private static func messages(_ reader: MemberReader) throws(TaskError) -> [Message]? {
        guard let value = reader.value("messages") else { return nil }
        guard let list = value.array, (1...messageLimit).contains(list.count) else {
            throw reader.problem("messages", "must be a list of 1 to \(messageLimit) messages")
        }
        var messages: [Message] = []
        for (index, element) in list.enumerated() {
            guard let object = element.object, let role = object["role"]?.string.flatMap(Self.role),
                let text = object["content"]?.string
            else {
                throw reader.problem(
                    "messages[\(index)]",
                    "must have a `role`, one of system, developer, user and assistant, and a text as `content`"
                )
            }
            messages.append(Message(role: role, text: text))
        }
        return messages
    }

    private static func role(_ name: String) -> Prompt.Part.Role? {
        switch name {
        case "system", "developer": .system
        case "user": .user
        case "assistant": .assistant
        default: nil
        }
    }
}
