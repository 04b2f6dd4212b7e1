// SPDX-License-Identifier: Apache-2.0
import TaskABI

/// A module between its entry and its `init`. Kept for the life of the process.
final class EnteredModule: Sendable {
    private let module: TaskModule
    private let calls: HostCalls

    init(module: TaskModule, calls: HostCalls) {
        self.module = module
        self.calls = calls
    }

    fileprivate func register(with registry: mortise_registry) -> mortise_status {
        guard let registerTask = registry.register_task else { return MORTISE_REFUSED }
        for task in module.tasks {
            let status = register(task) { registerTask(registry.host_context, $0) }
            guard status == MORTISE_OK else { return status }
        }
        return MORTISE_OK
    }

    private func register<Task: AITask>(
        _ task: Task,
        _ register: (UnsafePointer<mortise_task_type>) -> mortise_status
    ) -> mortise_status {
        var type = mortise_task_type()
        type.struct_size = UInt32(MemoryLayout<mortise_task_type>.size)
        type.execution = MORTISE_EXECUTION_ASYNC
        type.name = permanentText(Task.name)
        type.version = permanentText(Task.version)
        type.input_schema = permanentText(Task.inputSchema)
        type.result_schema = permanentText(Task.resultSchema)
        type.capabilities = Task.capabilities.reduce(0) { $0 | $1.bit }
        type.task_context = Unmanaged.passRetained(TaskRunner(task, calls: calls)).toOpaque()
        type.start = startTask
        type.cancel = cancelTask
        return register(&type)
    }
}

extension Capability {
    /// MORTISE_CAPABILITY_*, whose shifts Swift does not import.
    fileprivate var bit: UInt64 {
        switch self {
        case .complete: 1 << 0
        }
    }
}

/// `mortise_module.init`. [main-thread]
func initializeModule(
    _ context: UnsafeMutableRawPointer?,
    _ registry: UnsafePointer<mortise_registry>?
) -> mortise_status {
    guard let context, let registry else { return MORTISE_INVALID }
    return Unmanaged<EnteredModule>.fromOpaque(context).takeUnretainedValue().register(with: registry.pointee)
}

/// `mortise_task_type.start`. [host-thread]
private func startTask(
    _ context: UnsafeMutableRawPointer?,
    _ job: UnsafePointer<mortise_job>?
) -> mortise_status {
    guard let context, let job, job.pointee.struct_size >= UInt32(MemoryLayout<mortise_job>.size),
        let start = JobBegin(job.pointee)
    else { return MORTISE_INVALID }
    Unmanaged<TaskRunner>.fromOpaque(context).takeUnretainedValue().start(start)
    return MORTISE_OK
}

/// `mortise_task_type.cancel`. [host-thread]
private func cancelTask(_ context: UnsafeMutableRawPointer?, _ token: mortise_job_token) {
    guard let context else { return }
    Unmanaged<TaskRunner>.fromOpaque(context).takeUnretainedValue().cancel(token)
}
