// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol
import TaskABI

/// `mortise_buffer_service.create`. [any-thread]
func createBuffer(
    _ context: UnsafeMutableRawPointer?,
    _ token: mortise_job_token,
    _ size: UInt64,
    _ callback: mortise_buffer_callback?,
    _ callbackContext: UnsafeMutableRawPointer?
) -> mortise_status {
    guard let services = hostServices(context), let callback, size > 0 else { return MORTISE_INVALID }
    let answered = ModuleCallback<mortise_buffer_answer> { callback(callbackContext, $0) }
    return services.ask(token, .createBuffer(size: size)) { reply, descriptor in
        var answer = mortise_buffer_answer()
        answer.struct_size = structSize(mortise_buffer_answer.self)
        answer.buffer.descriptor = -1
        switch reply {
        case .buffer(let buffer):
            answer.buffer = mortise_buffer(buffer, descriptor: descriptor)
            answered.call(&answer)
        case .failed(let error):
            withEnd(error) {
                answer.end = $0
                answered.call(&answer)
            }
        default: break
        }
    }
}

/// `mortise_buffer_service.release`. [any-thread]
func releaseBuffer(
    _ context: UnsafeMutableRawPointer?,
    _ token: mortise_job_token,
    _ buffer: UInt64
) -> mortise_status {
    guard let services = hostServices(context) else { return MORTISE_INVALID }
    guard services.jobs.entry(token) != nil else { return MORTISE_NO_SUCH_JOB }
    guard services.jobs.release(buffer, of: token) else { return MORTISE_INVALID }
    services.link.send(.release(token: token, buffer: buffer))
    return MORTISE_OK
}
