// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol
import TaskABI

/// `mortise_store_service.put`. [any-thread]
func putArtifact(
    _ context: UnsafeMutableRawPointer?,
    _ token: mortise_job_token,
    _ request: UnsafePointer<mortise_store_request>?,
    _ callback: mortise_store_callback?,
    _ callbackContext: UnsafeMutableRawPointer?
) -> mortise_status {
    guard let services = hostServices(context), let request, let callback,
        request.pointee.struct_size >= structSize(mortise_store_request.self),
        let key = request.pointee.key.string(limit: FrameLimits.key), isArtifactKey(key),
        let mediaType = request.pointee.media_type.string(limit: FrameLimits.word)
    else { return MORTISE_INVALID }
    guard let job = services.jobs.entry(token) else { return MORTISE_NO_SUCH_JOB }
    let content = job.content(
        text: request.pointee.text,
        buffer: request.pointee.buffer,
        length: request.pointee.buffer_length
    )
    guard let content else { return MORTISE_INVALID }
    let answered = ModuleCallback<mortise_store_answer> { callback(callbackContext, $0) }
    return services.ask(token, .store(StoreCall(key: key, mediaType: mediaType, content: content))) { reply, _ in
        var answer = mortise_store_answer()
        answer.struct_size = structSize(mortise_store_answer.self)
        switch reply {
        case .stored(let reply):
            answer.size = reply.size
            withText(reply.key) { key in
                withText(reply.sha256) { hash in
                    answer.key = key
                    answer.sha256 = hash
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

/// Segments of `[A-Za-z0-9._-]` between slashes, none of them empty, `.` or `..`.
private func isArtifactKey(_ key: String) -> Bool {
    key.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { segment in
        !segment.isEmpty && segment != "." && segment != ".."
            && segment.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
