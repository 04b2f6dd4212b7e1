// SPDX-License-Identifier: Apache-2.0

extension TaskContext {
    /// Asks a language model once. The host chooses provider and key, and answers a request that was answered
    /// before in this job from its memory.
    /// - Parameter pieces: gets the answer's text as it comes, in order, for a view of work in progress:
    ///   `{ context.partial($0) }`. It is called on the thread that all jobs' answers come on: it returns at once and
    ///   waits for nothing.
    /// - Throws: `TaskError` with the class that fits the cause.
    public func complete(_ prompt: Prompt, pieces: (@Sendable (String) -> Void)? = nil) async throws -> Completion {
        try checkCancellation()
        var completion = try await services.complete(prompt, pieces: pieces)
        completion.services = services
        return completion
    }

    /// Asks a language model for a value of a type: as JSON, by the type's schema. An answer that does not fit is
    /// rejected and asked for again, with the reason in the request.
    /// - Parameters:
    ///   - schema: JSON Schema written by hand; nil: made from the type.
    ///   - corrections: how many more times to ask, 0 to 10.
    ///   - check: what else must hold; what it throws is the reason.
    /// - Throws: `TaskError`: that of the model call; retryable, `answer_misfit`, when no answer did fit; permanent,
    ///   `bad_schema`, when the type has no schema that can be found out.
    public func complete<Value: Decodable & Sendable>(
        _ prompt: Prompt,
        as type: Value.Type,
        schema: String? = nil,
        corrections: Int = 2,
        check: @Sendable (Value) throws -> Void = { _ in }
    ) async throws -> Answer<Value> {
        let text: String
        do {
            text = try schema ?? TypeSchema(of: type).text
        } catch {
            throw TaskError(.permanent, code: "bad_schema", message: "the answer's type has no schema: \(error)")
        }
        var asked = prompt
        asked.answerSchema = text
        asked.parts.append(
            .instruction("Answer with JSON that fits this JSON Schema, and with nothing else:\n\(text)")
        )
        let asking = asked
        for request in 1...(1 + max(0, min(corrections, 10))) {
            let completion = try await complete(asked)
            do {
                let value = try decodeJSON(
                    type,
                    from: Array(unfenced(completion.text).utf8),
                    code: "answer_misfit",
                    what: "the answer",
                    quotes: true
                )
                try check(value)
                return Answer(value: value, completion: completion, requests: request)
            } catch {
                let reason = bounded((error as? TaskError)?.message ?? "\(error)", to: 1000)
                completion.reject(reason)
                asked = asking
                asked.parts.append(.instruction("Your last answer did not fit: \(reason). Answer anew."))
                log(.warning, "a model's answer did not fit its schema (request \(request))")
                guard request <= max(0, min(corrections, 10)) else {
                    throw TaskError(
                        .retryable,
                        code: "answer_misfit",
                        message: "the model gave no answer that fits in \(request) requests; the last: \(reason)"
                    )
                }
            }
        }
        // The loop's last round returns or throws; the compiler cannot know it.
        throw TaskError(.retryable, code: "answer_misfit", message: "the model gave no answer that fits")
    }

    /// Texts as vectors of unit length, in their order: by the site's provider, or built in (tf-idf over the texts of
    /// one call). At most 2,048 texts of 8 MiB in all.
    /// - Parameter model: nil: the site's.
    public func embed(_ texts: [String], model: String? = nil) async throws -> Embeddings {
        try checkCancellation()
        return try await services.embed(texts, model: model)
    }
}

/// What is inside a fence of three backquotes, if the text is one: models put JSON into them unasked.
func unfenced(_ text: String) -> Substring {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    while let first = lines.first, first.allSatisfy(\.isWhitespace) { lines.removeFirst() }
    while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
    guard lines.count >= 2, lines.first?.hasPrefix("```") == true, lines.last?.hasPrefix("```") == true else {
        return text[...]
    }
    lines.removeFirst()
    lines.removeLast()
    guard let first = lines.first, let last = lines.last else { return "" }
    return text[first.startIndex..<last.endIndex]
}
