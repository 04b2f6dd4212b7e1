// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol
import TaskABI

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
        .log(
            token: token,
            level: UInt8(min(level, MORTISE_LOG_ERROR)),
            line: line.mended(limit: FrameLimits.sentence)
        )
    )
    return MORTISE_OK
}
