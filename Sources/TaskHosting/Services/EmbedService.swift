// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol
import TaskABI

/// `mortise_embed_service.embed`. [any-thread]
func embedTexts(
    _ context: UnsafeMutableRawPointer?,
    _ token: mortise_job_token,
    _ request: UnsafePointer<mortise_embed_request>?,
    _ callback: mortise_embed_callback?,
    _ callbackContext: UnsafeMutableRawPointer?
) -> mortise_status {
    guard let services = hostServices(context), let request, let callback,
        request.pointee.struct_size >= structSize(mortise_embed_request.self), let call = embedCall(request.pointee)
    else { return MORTISE_INVALID }
    let answered = ModuleCallback<mortise_embed_answer> { callback(callbackContext, $0) }
    return services.ask(token, .embed(call)) { reply, _ in
        var answer = mortise_embed_answer()
        answer.struct_size = structSize(mortise_embed_answer.self)
        switch reply {
        case .embedded(let reply):
            answer.dimension = reply.dimension
            answer.input_tokens = reply.inputTokens
            withText(reply.model) { model in
                answer.model = model
                reply.values.withUnsafeBufferPointer { values in
                    answer.values = values.baseAddress
                    answer.value_count = UInt64(values.count)
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
}

/// Nil when the request breaks the rules.
private func embedCall(_ request: mortise_embed_request) -> EmbedCall? {
    let count = Int(request.text_count)
    guard count <= FrameLimits.embedTexts,
        let given = Elements(request.texts, count: count, stride: UInt64(MemoryLayout<mortise_text>.stride)),
        let model = request.model.string(limit: FrameLimits.word)
    else { return nil }
    var left = FrameLimits.request
    var texts: [String] = []
    for text in given {
        guard let text = text.string(limit: left) else { return nil }
        left -= text.utf8.count
        texts.append(text)
    }
    return EmbedCall(texts: texts, model: model)
}
