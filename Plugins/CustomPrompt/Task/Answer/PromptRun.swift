// SPDX-License-Identifier: Apache-2.0
import JSON
import JSONSchema
import TaskKit

/// Asks until the answer fits, within bounds. A reference, as what a waiting job holds.
final class PromptRun: Sendable {
    /// Times that a model is asked: once, and twice again.
    static let attemptLimit = 3
    /// Bytes of an answer that is shown to the model again.
    private static let shownLimit = 64 << 10

    let request: PromptRequest
    let ask: @Sendable (Prompt) async throws -> Completion

    init(request: PromptRequest, ask: @escaping @Sendable (Prompt) async throws -> Completion) {
        self.request = request
        self.ask = ask
    }

    func result() async throws -> CustomPrompt.Result {
        isJSON ? try await json() : try result(of: try await ask(prompt(request.parts)))
    }

    private var isJSON: Bool { if case .json = request.format { true } else { false } }

    // Not inlined, as `prompt`: while it waits, `result` holds what it uses, and hundreds wait in one process.
    @inline(never)
    private func result(of answer: Completion) throws -> CustomPrompt.Result {
        guard !answer.text.trimmingWhitespace().isEmpty else {
            throw TaskError(.retryable, code: "empty_answer", message: "the model gave an empty answer")
        }
        return CustomPrompt.Result(text: answer.text, json: nil, model: answer.model, attempts: 1)
    }

    private func json() async throws -> CustomPrompt.Result {
        guard case .json(let form) = request.format else { throw Self.noModel }
        var parts = request.parts
        parts.append(
            .instruction(
                "Answer with JSON alone: no other words, no code fence. It must fit this JSON Schema:\n\(form.text)"
            )
        )
        var misfit = Misfit(words: [])
        for attempt in 1...Self.attemptLimit {
            let answer = try await ask(prompt(parts, schema: form.text))
            guard !answer.model.hasPrefix("extractive") else { throw Self.noModel }
            switch AnswerText.read(answer.text, as: form) {
            case .success(let value):
                return CustomPrompt.Result(text: nil, json: value, model: answer.model, attempts: attempt)
            case .failure(let found):
                misfit = found
                // A later run of this job must not be served it again.
                answer.reject(found.words.joined(separator: "; "))
                parts = request.parts + [parts[request.parts.count]] + Self.again(answer.text, found)
            }
        }
        throw TaskError(
            .permanent,
            code: "answer_misfit",
            message: "the model's answer did not fit, asked \(Self.attemptLimit) times: "
                + misfit.words.joined(separator: "; ")
        )
    }

    private static let noModel = TaskError(
        .permanent,
        code: "no_language_model",
        message: "the answer is to be JSON, and the host's built-in extractive provider writes none: "
            + "configure a language model, or ask for text"
    )

    /// The answer that did not fit, and why, for the next request.
    private static func again(_ answer: String, _ misfit: Misfit) -> [Prompt.Part] {
        let isShown = !answer.isEmpty && answer.utf8.count <= shownLimit
        let words = misfit.words.map { "- \($0)" }.joined(separator: "\n")
        return (isShown ? [.instruction(answer, role: .assistant)] : []) + [
            .instruction("Your answer does not fit:\n\(words)\nAnswer again, with the corrected JSON alone.")
        ]
    }

    @inline(never)
    private func prompt(_ parts: [Prompt.Part], schema: String? = nil) -> Prompt {
        Prompt(
            parts,
            model: request.model,
            temperature: request.temperature,
            maximumOutputTokens: request.maximumOutputTokens,
            answerSchema: schema
        )
    }
}
