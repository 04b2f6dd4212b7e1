// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol
import TaskABI

/// `mortise_map_service.map`. [any-thread]
func mapParts(
    _ context: UnsafeMutableRawPointer?,
    _ token: mortise_job_token,
    _ request: UnsafePointer<mortise_map_request>?,
    _ callback: mortise_map_callback?,
    _ callbackContext: UnsafeMutableRawPointer?
) -> mortise_status {
    guard let services = hostServices(context), let request, let callback,
        request.pointee.struct_size >= structSize(mortise_map_request.self)
    else { return MORTISE_INVALID }
    guard let job = services.jobs.entry(token) else { return MORTISE_NO_SUCH_JOB }
    // Parts of parts would multiply without end.
    guard !job.isPart else { return MORTISE_NOT_PERMITTED }
    guard let call = mapCall(request.pointee, job), services.taskTypes.contains(call.taskType) else {
        return MORTISE_INVALID
    }
    let answered = ModuleCallback<mortise_map_answer> { callback(callbackContext, $0) }
    return services.ask(token, .map(call)) { reply, _ in
        var answer = mortise_map_answer()
        answer.struct_size = structSize(mortise_map_answer.self)
        answer.result_stride = UInt64(MemoryLayout<mortise_map_result>.stride)
        switch reply {
        case .mapped(let ends):
            withResults(ends) { results in
                answer.results = results.baseAddress
                answer.result_count = UInt32(results.count)
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
}

/// Nil when the request breaks the rules.
private func mapCall(_ request: mortise_map_request, _ job: JobTable.Entry) -> MapCall? {
    let count = Int(request.part_count)
    guard count <= FrameLimits.mapParts,
        let given = Elements(request.parts, count: count, stride: request.part_stride),
        let taskType = request.task_type.string(limit: FrameLimits.word)
    else { return nil }
    var left = FrameLimits.request
    var parts: [MapCall.Part] = []
    for part in given {
        guard let input = part.input.array(limit: left), part.buffer == 0 || job.buffers[part.buffer] != nil else {
            return nil
        }
        left -= input.count
        parts.append(MapCall.Part(input: input, buffer: part.buffer))
    }
    return MapCall(
        taskType: taskType,
        parts: parts,
        partDeadline: request.part_deadline_ms,
        concurrency: request.concurrency
    )
}

/// Calls `body` with the ends of all parts as the ABI has them. Their texts lie in one piece of memory, since there
/// are too many to nest a closure for each; all of it is borrowed until `body` returns.
private func withResults(_ ends: [JobEnd], _ body: (UnsafeBufferPointer<mortise_map_result>) -> Void) {
    var bytes: [UInt8] = []
    for end in ends {
        switch end {
        case .succeeded(let result): bytes += result
        case .failed(let error): bytes += Array(error.code.utf8) + Array(error.message.utf8)
        }
    }
    bytes.withUnsafeBytes { all in
        var position = 0
        func text(_ count: Int) -> mortise_text {
            defer { position += count }
            let start = all.baseAddress?.advanced(by: position).assumingMemoryBound(to: CChar.self)
            return mortise_text(bytes: start, length: UInt64(count))
        }
        let results = ends.map { end in
            var result = mortise_map_result()
            switch end {
            case .succeeded(let bytes): result.result = text(bytes.count)
            case .failed(let error):
                result.end.outcome = UInt32(error.outcome)
                result.end.retry_after_ms = error.retryAfter
                result.end.code = text(error.code.utf8.count)
                result.end.message = text(error.message.utf8.count)
            }
            return result
        }
        results.withUnsafeBufferPointer(body)
    }
}
