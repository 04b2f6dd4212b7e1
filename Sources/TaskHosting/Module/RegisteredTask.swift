// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol
import TaskABI

/// A task type that can be started.
///
/// `@unchecked Sendable` is safe because it is never changed and holds, beside values, the addresses of two C functions
/// and a pointer that this side never reads; the ABI says that all three live as long as the process.
struct RegisteredTask: @unchecked Sendable {
    typealias Start = @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<mortise_job>?) -> mortise_status
    typealias Cancel = @convention(c) (UnsafeMutableRawPointer?, mortise_job_token) -> Void

    let described: ModuleHello.TaskType
    let context: UnsafeMutableRawPointer?
    let startFunction: Start
    let cancelFunction: Cancel

    /// [host-thread] if async, [job-thread] if blocking. Begins a job; everything in it is borrowed until the module
    /// returns.
    func start(_ job: JobStart, _ buffer: mortise_buffer?) -> mortise_status {
        withText(job.id) { id in
            withText(job.input) { input in
                withText(job.settings) { settings in
                    var start = mortise_job()
                    start.struct_size = structSize(mortise_job.self)
                    start.attempt = job.attempt
                    start.token = job.token
                    start.deadline_ms = job.deadline
                    start.id = id
                    start.input = input
                    start.settings = settings
                    start.part_index = job.partIndex
                    start.part_count = job.partCount
                    start.buffer.descriptor = -1
                    if let buffer { start.buffer = buffer }
                    return startFunction(context, &start)
                }
            }
        }
    }

    /// [host-thread]
    func cancel(_ token: UInt64) { cancelFunction(context, token) }
}
