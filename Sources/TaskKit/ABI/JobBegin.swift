// SPDX-License-Identifier: Apache-2.0
import TaskABI

/// A job's beginning, copied out of what the host lent.
struct JobBegin: Sendable {
    let services: JobServices
    let input: [UInt8]
    let context: TaskContext
    var token: UInt64 { services.token }

    /// Nil when the id is no UTF-8.
    /// - Throws: `TaskError` when the job's buffer cannot be mapped.
    init?(_ job: mortise_job, calls: HostCalls) throws(TaskError) {
        guard let id = job.id.string else { return nil }
        services = JobServices(calls: calls, token: job.token)
        input = job.input.array
        context = TaskContext(
            jobID: id,
            attempt: Int(job.attempt),
            deadline: job.deadline_ms == 0 ? nil : .now + .milliseconds(Int64(clamping: job.deadline_ms)),
            settings: job.settings.array,
            part: job.part_count == 0 ? nil : JobPart(index: Int(job.part_index), count: Int(job.part_count)),
            buffer: job.buffer.number == 0 ? nil : try services.adopt(job.buffer),
            services: services
        )
    }
}
