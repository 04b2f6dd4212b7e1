// SPDX-License-Identifier: Apache-2.0
import JSON
public import TaskKit

/// `custom_prompt`: a prompt of the sender's or of the site's library, with variables, and with an answer that is
/// text or JSON of a given form. `docs/custom-prompt.md` is its manual.
public struct CustomPrompt: AITask {
    /// The request as contract C has it: `prompt` or `messages`, `variables`, `model`, `response_format`, …
    public struct Input: Decodable, Sendable {
        let value: JSONValue

        public init(from decoder: any Decoder) throws { value = try JSONValue(from: decoder) }
    }

    /// Either `text` or `json`.
    public struct Result: Encodable, Sendable {
        let text: String?
        let json: JSONValue?
        /// The model that gave the answer.
        let model: String
        /// How often it was asked.
        let attempts: Int
    }

    public static let name = "custom_prompt"
    public static let version = "1.0.0"
    public static let capabilities: Set<Capability> = [.complete]
    public static let inputSchema = """
        {"type":"object","anyOf":[{"required":["prompt"]},{"required":["messages"]}],"properties":{\
        "prompt":{"type":["string","null"],"minLength":1},\
        "messages":{"type":["array","null"],"minItems":1,"maxItems":100,"items":{"type":"object",\
        "required":["role","content"],"properties":{"role":{"enum":["system","developer","user","assistant"]},\
        "content":{"type":"string"}}}},\
        "system":{"type":["string","null"]},"template":{"type":["boolean","null"]},\
        "variables":{"type":["object","null"]},"model":{"type":["string","null"],"minLength":1,"maxLength":256},\
        "temperature":{"type":["number","null"],"minimum":0,"maximum":2},\
        "max_tokens":{"type":["integer","null"],"minimum":1,"maximum":1000000},\
        "response_format":{"type":["object","null"],"required":["type"],\
        "properties":{"type":{"enum":["text","json_object","json_schema"]}}}}}
        """
    public static let resultSchema = """
        {"type":"object","required":["model","attempts"],"additionalProperties":false,\
        "oneOf":[{"required":["text"]},{"required":["json"]}],"properties":{"text":{"type":"string"},"json":true,\
        "model":{"type":"string"},"attempts":{"type":"integer","minimum":1}}}
        """

    /// The task; it has no state.
    public init() {}

    public func run(_ input: Input, in context: TaskContext) async throws -> Result {
        try await prepared(input, context).result()
    }

    /// Not inlined: while a job waits for a model it holds what `run` holds, and hundreds wait in one process.
    @inline(never)
    private func prepared(_ input: Input, _ context: TaskContext) throws -> PromptRun {
        let request = try PromptRequest(input.value, settings: try context.settings(as: JSONValue.self))
        return PromptRun(request: request) { try await context.complete($0) }
    }
}
