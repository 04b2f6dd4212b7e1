// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol
import TaskABI

/// `mortise_cache_service.get`. [any-thread]
func getCached(
    _ context: UnsafeMutableRawPointer?,
    _ token: mortise_job_token,
    _ key: mortise_text,
    _ callback: mortise_cache_callback?,
    _ callbackContext: UnsafeMutableRawPointer?
) -> mortise_status {
    guard let services = hostServices(context), let callback, let key = cacheKey(key) else { return MORTISE_INVALID }
    let answered = ModuleCallback<mortise_cache_answer> { callback(callbackContext, $0) }
    return services.ask(token, .cacheGet(key: key)) { deliver($0, $1, to: answered) }
}

/// `mortise_cache_service.put`. [any-thread]
func putCached(
    _ context: UnsafeMutableRawPointer?,
    _ token: mortise_job_token,
    _ key: mortise_text,
    _ text: mortise_text,
    _ buffer: UInt64,
    _ bufferLength: UInt64,
    _ callback: mortise_cache_callback?,
    _ callbackContext: UnsafeMutableRawPointer?
) -> mortise_status {
    guard let services = hostServices(context), let callback, let key = cacheKey(key) else { return MORTISE_INVALID }
    guard let job = services.jobs.entry(token) else { return MORTISE_NO_SUCH_JOB }
    guard let content = job.content(text: text, buffer: buffer, length: bufferLength) else { return MORTISE_INVALID }
    let answered = ModuleCallback<mortise_cache_answer> { callback(callbackContext, $0) }
    return services.ask(token, .cachePut(key: key, content)) { deliver($0, $1, to: answered) }
}

/// [host-thread] Everything in the answer is borrowed until the callback returns.
private func deliver(_ reply: ServiceReply, _ descriptor: Int32, to answered: ModuleCallback<mortise_cache_answer>) {
    var answer = mortise_cache_answer()
    answer.struct_size = structSize(mortise_cache_answer.self)
    answer.buffer.descriptor = -1
    switch reply {
    case .cached(let reply):
        answer.is_found = reply.isFound ? 1 : 0
        if let buffer = reply.buffer { answer.buffer = mortise_buffer(buffer, descriptor: descriptor) }
        withText(reply.data) {
            answer.text = $0
            answered.call(&answer)
        }
    case .failed(let error):
        withEnd(error) {
            answer.end = $0
            answered.call(&answer)
        }
    default: break
    }
}

private func cacheKey(_ key: mortise_text) -> String? {
    guard let key = key.string(limit: FrameLimits.key), !key.isEmpty else { return nil }
    return key
}
