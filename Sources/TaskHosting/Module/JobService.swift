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
        outcome.pointee.struct_size >= UInt32(MemoryLayout<mortise_outcome>.size),
        let end = jobEnd(outcome.pointee)
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
    hostServices(context)?.jobs.entry(token)?.isCancelled == false ? 0 : 1
}

/// `mortise_log_service.log`. [any-thread]
func logLine(
    _ context: UnsafeMutableRawPointer?,
    _ token: mortise_job_token,
    _ level: mortise_log_level,
    _ line: mortise_text
) -> mortise_status {
    guard let services = hostServices(context) else { return MORTISE_INVALID }
    guard token == 0 || services.jobs.entry(token) != nil else { return MORTISE_NO_SUCH_JOB }
    services.link.send(
        .log(token: token, level: UInt8(min(level, 3)), line: line.mended(limit: FrameLimits.sentence))
    )
    return MORTISE_OK
}
