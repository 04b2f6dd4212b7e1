// SPDX-License-Identifier: Apache-2.0
import TaskABI

extension JobServices {
    func complete(_ prompt: Prompt, pieces: (@Sendable (String) -> Void)?) async throws -> Completion {
        try await begin(prompt, pieces).value()
    }

    /// Not inlined: while a task waits for its answer it holds what `complete` holds, and hundreds wait in one process.
    @inline(never)
    private func begin(_ prompt: Prompt, _ pieces: (@Sendable (String) -> Void)?) throws -> Waiter<Completion> {
        guard let table = calls.completion, let call = table.pointee.complete else {
            throw unsupported(MORTISE_COMPLETE_SERVICE)
        }
        return try begin("complete", pieces: pieces) { context in
            withRequest(prompt) {
                call(
                    table.pointee.host_context,
                    token,
                    $0,
                    pieces == nil ? nil : completePiece,
                    completeAnswered,
                    context
                )
            }
        }
    }

    func reject(_ answer: UInt64, reason: String) {
        guard !isOver, let table = calls.completion, let reject = table.pointee.reject else { return }
        withText(bounded(reason, to: 2000)) { _ = reject(table.pointee.host_context, token, answer, $0) }
    }

    func embed(_ texts: [String], model: String?) async throws -> Embeddings {
        guard let table = calls.embedding, let call = table.pointee.embed else {
            throw unsupported(MORTISE_EMBED_SERVICE)
        }
        let embeddings: Embeddings = try await self.call("embed") { context in
            withTexts(texts + [model ?? ""]) { all in
                var request = mortise_embed_request()
                request.struct_size = UInt32(MemoryLayout<mortise_embed_request>.size)
                request.text_count = UInt32(clamping: texts.count)
                request.texts = all.baseAddress
                request.model = all[texts.count]
                return call(table.pointee.host_context, token, &request, embedAnswered, context)
            }
        }
        guard embeddings.dimension > 0, embeddings.values.count == embeddings.dimension * texts.count else {
            let message = "\(embeddings.count) vectors came for \(texts.count) texts"
            throw TaskError(.permanent, code: "bad_answer", message: message)
        }
        return embeddings
    }
}

/// `mortise_delta_callback`. [host-thread]
private func completePiece(_ context: UnsafeMutableRawPointer?, _ piece: mortise_text) {
    guard let piece = piece.string, !piece.isEmpty else { return }
    Waiter<Completion>.borrowed(context)?.hear(piece)
}

/// `mortise_complete_callback`. [host-thread]
private func completeAnswered(_ context: UnsafeMutableRawPointer?, _ answer: UnsafePointer<mortise_complete_answer>?) {
    Waiter<Completion>.deliver(context, answer, \.end) { answer, _ in
        Completion(
            text: answer.text.string ?? "",
            model: answer.model.string ?? "",
            inputTokens: Int(clamping: answer.input_tokens),
            outputTokens: Int(clamping: answer.output_tokens),
            number: answer.number
        )
    }
}

/// `mortise_embed_callback`. [host-thread]
private func embedAnswered(_ context: UnsafeMutableRawPointer?, _ answer: UnsafePointer<mortise_embed_answer>?) {
    Waiter<Embeddings>.deliver(context, answer, \.end) { answer, _ in
        Embeddings(
            dimension: Int(answer.dimension),
            values: Array(UnsafeBufferPointer(start: answer.values, count: Int(clamping: answer.value_count))),
            model: answer.model.string ?? "",
            inputTokens: Int(clamping: answer.input_tokens)
        )
    }
}

/// Calls `body` with the prompt as C sees it, valid until it returns.
private func withRequest(
    _ prompt: Prompt,
    _ body: (UnsafePointer<mortise_complete_request>) -> mortise_status
) -> mortise_status {
    let texts = prompt.parts.flatMap { [$0.label, $0.text, $0.mediaType] }
    return withTexts(texts + [prompt.model ?? "", prompt.answerSchema ?? ""]) { texts in
        let parts = prompt.parts.enumerated().map { index, part in
            mortise_complete_part(
                role: part.role.rawValue,
                kind: part.kind.rawValue,
                label: texts[3 * index],
                text: texts[3 * index + 1],
                attachment: part.attachment?.number ?? 0,
                media_type: texts[3 * index + 2]
            )
        }
        return parts.withUnsafeBufferPointer { parts in
            var request = mortise_complete_request()
            request.struct_size = UInt32(MemoryLayout<mortise_complete_request>.size)
            request.part_count = UInt32(clamping: parts.count)
            request.parts = parts.baseAddress
            request.part_stride = UInt64(MemoryLayout<mortise_complete_part>.stride)
            request.model = texts[texts.count - 2]
            request.answer_schema = texts[texts.count - 1]
            // Not NaN, and at most 100: no provider takes more.
            request.temperature_milli = prompt.temperature.map { Int32(max(0, min($0, 100)) * 1000) } ?? -1
            request.maximum_output_tokens = UInt32(clamping: prompt.maximumOutputTokens ?? 0)
            request.target_words = UInt32(clamping: prompt.targetWords ?? 0)
            // The buffers of attachments live as long as the prompt, which the caller holds.
            return withExtendedLifetime(prompt) { body(&request) }
        }
    }
}
