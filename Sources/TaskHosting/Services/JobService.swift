// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol
import TaskABI

/// `mortise_job_service.finish`. [any-thread]
func finishJob(
    _ context: UnsafeMutableRawPointer?,
    _ token: mortise_job_token,
    _ outcome: UnsafePointer<mortise_outcome>?
) -> mortise_status {
    guard let services = hostServices(context), let outcome,
        outcome.pointee.struct_size >= structSize(mortise_outcome.self), let end = jobEnd(outcome.pointee)
    else { return MORTISE_INVALID }
    guard services.jobs.end(token) else {
        services.fault("the module finished a job that is not in flight: a second end, or a forged token")
        return MORTISE_NO_SUCH_JOB
    }
    services.link.send(.finished(token: token, end))
    return MORTISE_OK
}

/// Nil when the outcome breaks the rules.
private func jobEnd(_ outcome: mortise_outcome) -> JobEnd? {
    switch outcome.end.outcome {
    case MORTISE_SUCCEEDED:
        return outcome.result.array(limit: FrameLimits.document).map { .succeeded(result: $0) }
    case MORTISE_RETRYABLE, MORTISE_PERMANENT, MORTISE_CANCELLED, MORTISE_POISON:
        return .failed(
            WireError(
                outcome: UInt8(outcome.end.outcome),
                code: outcome.end.code.mended(limit: 64),
                message: outcome.end.message.mended(limit: FrameLimits.sentence),
                retryAfter: outcome.end.retry_after_ms
            )
        )
    default: return nil
    }
}

/// `mortise_job_service.is_cancelled`. [any-thread]
func isJobCancelled(_ context: UnsafeMutableRawPointer?, _ token: mortise_job_token) -> Int32 {
    guard let job = hostServices(context)?.jobs.entry(token), !job.isCancelled else { return 1 }
    guard let deadline = job.deadline else { return 0 }
    return monotonicNanoseconds() < deadline ? 0 : 1
}

/// `mortise_job_service.report_progress`. [any-thread]
func reportProgress(
    _ context: UnsafeMutableRawPointer?,
    _ token: mortise_job_token,
    _ progress: UnsafePointer<mortise_progress>?
) -> mortise_status {
    guard let services = hostServices(context), let progress,
        progress.pointee.struct_size >= structSize(mortise_progress.self),
        let note = progress.pointee.note.string(limit: FrameLimits.word)
    else { return MORTISE_INVALID }
    guard services.jobs.entry(token) != nil else { return MORTISE_NO_SUCH_JOB }
    services.link.send(
        .progress(token: token, done: progress.pointee.done, total: progress.pointee.total, note: note)
    )
    return MORTISE_OK
}

/// `mortise_job_service.append_partial`. [any-thread]
func appendPartial(
    _ context: UnsafeMutableRawPointer?,
    _ token: mortise_job_token,
    _ text: mortise_text
) -> mortise_status {
    guard let services = hostServices(context), let text = text.string(limit: FrameLimits.schema) else {
        return MORTISE_INVALID
    }
    guard services.jobs.entry(token) != nil else { return MORTISE_NO_SUCH_JOB }
    if !text.isEmpty { services.link.send(.partial(token: token, text: text)) }
    return MORTISE_OK
}
