// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol
import TaskABI

/// Who waits for a model's answer.
///
/// `@unchecked Sendable` is safe because it holds the address of a C function and a pointer that this side
/// never reads; both are handed back to the module once, on the [host-thread], as the ABI promises.
struct CompletionWaiter: @unchecked Sendable {
    let callback: mortise_complete_callback
    let context: UnsafeMutableRawPointer?

    /// [host-thread] Everything in the answer is borrowed until the callback returns.
    func deliver(_ reply: ServiceReply) {
        var answer = mortise_complete_answer()
        answer.struct_size = UInt32(MemoryLayout<mortise_complete_answer>.size)
        switch reply {
        case .completed(let reply):
            answer.end.outcome = MORTISE_SUCCEEDED
            answer.input_tokens = reply.inputTokens
            answer.output_tokens = reply.outputTokens
            answer.number = reply.number
            withText(reply.text) { text in
                withText(reply.model) { model in
                    answer.text = text
                    answer.model = model
                    callback(context, &answer)
                }
            }
        case .failed(let error):
            answer.end.outcome = UInt32(error.outcome)
            answer.end.retry_after_ms = error.retryAfter
            withText(error.code) { code in
                withText(error.message) { message in
                    answer.end.code = code
                    answer.end.message = message
                    callback(context, &answer)
                }
            }
        default: break
        }
    }
}

/// `mortise_complete_service.complete`. [any-thread]
func completeCall(
    _ context: UnsafeMutableRawPointer?,
    _ token: mortise_job_token,
    _ request: UnsafePointer<mortise_complete_request>?,
    _ delta: mortise_delta_callback?,
    _ callback: mortise_complete_callback?,
    _ callbackContext: UnsafeMutableRawPointer?
) -> mortise_status {
    guard let services = hostServices(context), let request, let callback,
        request.pointee.struct_size >= UInt32(MemoryLayout<mortise_complete_request>.size),
        let call = completionCall(request.pointee)
    else { return MORTISE_INVALID }
    guard let job = services.jobs.entry(token) else { return MORTISE_NO_SUCH_JOB }
    guard job.capabilities & completeCapability != 0 else { return MORTISE_NOT_PERMITTED }
    guard let number = services.calls.add(CompletionWaiter(callback: callback, context: callbackContext)) else {
        return MORTISE_UNAVAILABLE
    }
    services.link.send(.call(number: number, token: token, .complete(call)))
    return MORTISE_OK
}

/// MORTISE_CAPABILITY_COMPLETE, whose shift Swift does not import.
private let completeCapability: UInt64 = 1 << 0

/// The most text of one request.
private let requestTextLimit = 8 << 20

/// Nil when the request breaks the rules.
private func completionCall(_ request: mortise_complete_request) -> CompletionCall? {
    let count = Int(request.part_count)
    guard count > 0, count <= FrameLimits.parts, let first = request.parts,
        request.part_stride >= UInt64(MemoryLayout<mortise_complete_part>.size), request.part_stride <= 4096,
        let model = request.model.string(limit: FrameLimits.word)
    else { return nil }
    var parts: [CompletionCall.Part] = []
    var left = requestTextLimit
    for index in 0..<count {
        let part = UnsafeRawPointer(first).advanced(by: index * Int(request.part_stride))
            .assumingMemoryBound(to: mortise_complete_part.self).pointee
        guard part.role <= MORTISE_ROLE_ASSISTANT, part.kind <= MORTISE_PART_DOCUMENT,
            let label = part.label.string(limit: FrameLimits.schema), let text = part.text.string(limit: left)
        else { return nil }
        left -= text.utf8.count + label.utf8.count
        guard left >= 0 else { return nil }
        parts.append(
            CompletionCall.Part(role: UInt8(part.role), kind: UInt8(part.kind), label: label, text: text)
        )
    }
    return CompletionCall(
        parts: parts,
        model: model,
        temperature: request.temperature_milli,
        maximumOutputTokens: request.maximum_output_tokens,
        targetWords: request.target_words
    )
}
