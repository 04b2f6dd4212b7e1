// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol
import TaskABI

/// `mortise_fetch_service.fetch`. [any-thread]
func fetchURL(
    _ context: UnsafeMutableRawPointer?,
    _ token: mortise_job_token,
    _ request: UnsafePointer<mortise_fetch_request>?,
    _ callback: mortise_fetch_callback?,
    _ callbackContext: UnsafeMutableRawPointer?
) -> mortise_status {
    guard let services = hostServices(context), let request, let callback,
        request.pointee.struct_size >= structSize(mortise_fetch_request.self),
        let url = request.pointee.url.string(limit: FrameLimits.url), isAbsolute(url),
        let mediaTypes = request.pointee.media_types.string(limit: FrameLimits.url)
    else { return MORTISE_INVALID }
    let call = FetchCall(
        url: url,
        maximumBytes: request.pointee.maximum_bytes,
        timeout: request.pointee.timeout_ms,
        mediaTypes: mediaTypes
    )
    let answered = ModuleCallback<mortise_fetch_answer> { callback(callbackContext, $0) }
    return services.ask(token, .fetch(call)) { reply, descriptor in
        var answer = mortise_fetch_answer()
        answer.struct_size = structSize(mortise_fetch_answer.self)
        answer.buffer.descriptor = -1
        switch reply {
        case .fetched(let reply):
            answer.http_status = reply.status
            answer.buffer = mortise_buffer(reply.buffer, descriptor: descriptor)
            withText(reply.mediaType) { mediaType in
                withText(reply.url) { url in
                    answer.media_type = mediaType
                    answer.url = url
                    answered.call(&answer)
                }
            }
        case .failed(let error):
            answer.http_status = UInt32(error.httpStatus)
            withEnd(error) {
                answer.end = $0
                answered.call(&answer)
            }
        default: break
        }
    }
}

/// Where it may go is the host's to decide; that it names a place at all is said here.
private func isAbsolute(_ url: String) -> Bool {
    let url = url.prefix(8).lowercased()
    return url.hasPrefix("http://") && url.utf8.count > 7 || url == "https://"
}
