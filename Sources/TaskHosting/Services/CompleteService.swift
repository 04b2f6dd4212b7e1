// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol
import TaskABI

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
        request.pointee.struct_size >= structSize(mortise_complete_request.self)
    else { return MORTISE_INVALID }
    guard let job = services.jobs.entry(token) else { return MORTISE_NO_SUCH_JOB }
    guard let call = completionCall(request.pointee, job, wantsPieces: delta != nil) else { return MORTISE_INVALID }
    let piece = delta.map { delta in ModuleCallback<mortise_text> { delta(callbackContext, $0.pointee) } }
    let answered = ModuleCallback<mortise_complete_answer> { callback(callbackContext, $0) }
    return services.ask(token, .complete(call), piece: piece) { reply, _ in deliver(reply, to: answered) }
}

/// [host-thread] Everything in the answer is borrowed until the callback returns.
private func deliver(_ reply: ServiceReply, to answered: ModuleCallback<mortise_complete_answer>) {
    var answer = mortise_complete_answer()
    answer.struct_size = structSize(mortise_complete_answer.self)
    switch reply {
    case .completed(let reply):
        answer.input_tokens = reply.inputTokens
        answer.output_tokens = reply.outputTokens
        answer.number = reply.number
        withText(reply.text) { text in
            withText(reply.model) { model in
                answer.text = text
                answer.model = model
                answered.call(&answer)
            }
        }
    case .failed(let error):
        withEnd(error) {
            answer.end = $0
            answered.call(&answer)
        }
    default: break
    }
}

/// Nil when the request breaks the rules.
private func completionCall(
    _ request: mortise_complete_request,
    _ job: JobTable.Entry,
    wantsPieces: Bool
) -> CompletionCall? {
    let count = Int(request.part_count)
    guard count <= FrameLimits.parts,
        let given = Elements(request.parts, count: count, stride: request.part_stride),
        let model = request.model.string(limit: FrameLimits.word),
        let schema = request.answer_schema.string(limit: FrameLimits.schema)
    else { return nil }
    var parts: [CompletionCall.Part] = []
    var left = FrameLimits.request
    for part in given {
        guard let label = part.label.string(limit: FrameLimits.schema), let text = part.text.string(limit: left)
        else { return nil }
        left -= text.utf8.count + label.utf8.count
        guard left >= 0, let part = completionPart(part, label, text, job) else { return nil }
        parts.append(part)
    }
    guard parts.count(where: { $0.kind == MORTISE_PART_ATTACHMENT }) <= FrameLimits.attachments else { return nil }
    return CompletionCall(
        parts: parts,
        model: model,
        temperature: request.temperature_milli,
        maximumOutputTokens: request.maximum_output_tokens,
        targetWords: request.target_words,
        answerSchema: schema,
        wantsPieces: wantsPieces
    )
}

/// The largest file that goes to a model.
private let attachmentLimit: UInt64 = 16 << 20

/// Nil when the part breaks the rules.
private func completionPart(
    _ part: mortise_complete_part,
    _ label: String,
    _ text: String,
    _ job: JobTable.Entry
) -> CompletionCall.Part? {
    guard part.role <= MORTISE_ROLE_ASSISTANT, part.kind <= MORTISE_PART_ATTACHMENT else { return nil }
    var call = CompletionCall.Part(role: UInt8(part.role), kind: UInt8(part.kind), label: label, text: text)
    guard part.kind == MORTISE_PART_ATTACHMENT else { return call }
    guard let buffer = job.buffers[part.attachment], buffer.size <= attachmentLimit,
        let mediaType = part.media_type.string(limit: FrameLimits.word), !mediaType.isEmpty
    else { return nil }
    call.attachment = part.attachment
    call.mediaType = mediaType
    return call
}

/// `mortise_complete_service.reject`. [any-thread]
func rejectAnswer(
    _ context: UnsafeMutableRawPointer?,
    _ token: mortise_job_token,
    _ answer: UInt64,
    _ reason: mortise_text
) -> mortise_status {
    guard let services = hostServices(context), let reason = reason.string(limit: FrameLimits.sentence) else {
        return MORTISE_INVALID
    }
    guard let job = services.jobs.entry(token) else { return MORTISE_NO_SUCH_JOB }
    guard job.capabilities & ServiceCall.completeCapability != 0 else { return MORTISE_NOT_PERMITTED }
    services.link.send(.reject(token: token, answer: answer, reason: reason))
    return MORTISE_OK
}

extension ServiceCall {
    /// MORTISE_CAPABILITY_COMPLETE, whose shift Swift does not import.
    fileprivate static let completeCapability: UInt64 = 1 << 0
}
