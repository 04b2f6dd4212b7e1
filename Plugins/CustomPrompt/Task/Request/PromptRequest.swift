// SPDX-License-Identifier: Apache-2.0
import JSON
import TaskKit

/// A request with everything decided: which texts, filled in with which values, asked of whom, answered how.
struct PromptRequest {
    let parts: [Prompt.Part]
    let model: String?
    let temperature: Double?
    let maximumOutputTokens: Int?
    let format: AnswerFormat

    /// - Parameters:
    ///   - input: the request.
    ///   - settings: the site's, with its library under `prompts`.
    init(_ input: JSONValue, settings: JSONValue) throws(TaskError) {
        let asked = try PromptDefinition(try MemberReader(input, code: "bad_input", what: "the input"))
        var used = asked
        if let name = asked.prompt.flatMap(PromptLibrary.name) {
            used = try PromptLibrary(settings).prompt(name)
            // What the sender says himself counts; the texts are the site's.
            used.variables = asked.variables.over(used.variables)
            used.model = asked.model ?? used.model
            used.temperature = asked.temperature ?? used.temperature
            used.maximumOutputTokens = asked.maximumOutputTokens ?? used.maximumOutputTokens
            used.format = asked.format ?? used.format
        } else if let text = asked.prompt, text.hasPrefix("@@") {
            used.prompt = String(text.dropFirst())
        }
        do throws(TemplateProblem) {
            parts = try Self.parts(used)
        } catch {
            throw TaskError(.permanent, code: error.code, message: error.message)
        }
        guard !parts.isEmpty else {
            throw TaskError(.permanent, code: "bad_input", message: "the prompt is empty once it is filled in")
        }
        model = used.model
        temperature = used.temperature
        maximumOutputTokens = used.maximumOutputTokens
        format = used.format ?? .text
    }

    private static func parts(_ definition: PromptDefinition) throws(TemplateProblem) -> [Prompt.Part] {
        var messages = definition.messages ?? []
        if let prompt = definition.prompt { messages.append(.init(role: .user, text: prompt)) }
        if let system = definition.system { messages.insert(.init(role: .system, text: system), at: 0) }
        var rendering = Rendering(definition.variables)
        var parts: [Prompt.Part] = []
        for message in messages {
            let template =
                definition.isTemplate ? try Template(message.text) : Template(literal: message.text)
            for piece in try rendering.fill(template) {
                switch piece {
                case .text(let text): parts.append(.instruction(text, role: message.role))
                case .document(let text, let title):
                    parts.append(.document(text, title: title, role: message.role))
                }
            }
        }
        guard parts.count <= 2 * TemplateLimits.pieces - 8 else {
            throw TemplateProblem(code: "prompt_too_long", message: "the messages hold too many documents")
        }
        return parts
    }
}
