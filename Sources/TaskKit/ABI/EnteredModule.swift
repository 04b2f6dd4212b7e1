// SPDX-License-Identifier: Apache-2.0
import TaskABI

/// A module between its entry and its `init`. Kept for the life of the process.
///
/// `@unchecked Sendable` is safe because the texts in its task types live, unchanged, as long as the process.
final class EnteredModule: @unchecked Sendable {
    private let types: [mortise_task_type]

    /// - Throws: `SchemaError` naming the task whose schema cannot be found out.
    init(module: TaskModule, calls: HostCalls) throws {
        types = try module.tasks.map { try Self.type($0, calls) }
    }

    fileprivate func register(with registry: mortise_registry) -> mortise_status {
        guard let registerTask = registry.register_task else { return MORTISE_REFUSED }
        for var type in types {
            let status = registerTask(registry.host_context, &type)
            guard status == MORTISE_OK else { return status }
        }
        return MORTISE_OK
    }

    private static func type(_ task: any TaskDefinition, _ calls: HostCalls) throws -> mortise_task_type {
        let definition = Swift.type(of: task)
        var type = mortise_task_type()
        let runner: TaskRunner
        switch task {
        case let task as any AITask:
            type.execution = MORTISE_EXECUTION_ASYNC
            runner = asyncRunner(task, calls)
        case let task as any BlockingTask:
            type.execution = MORTISE_EXECUTION_BLOCKING
            runner = blockingRunner(task, calls)
        default:
            throw SchemaError("`\(definition)` is neither an AITask nor a BlockingTask")
        }
        type.struct_size = UInt32(MemoryLayout<mortise_task_type>.size)
        type.name = permanentText(definition.name)
        type.version = permanentText(definition.version)
        do {
            type.input_schema = permanentText(try definition.inputSchema)
            type.result_schema = permanentText(try definition.resultSchema)
        } catch {
            throw SchemaError("task `\(definition.name)`: \(error)")
        }
        type.capabilities = definition.capabilities.reduce(0) { $0 | $1.bit }
        type.task_context = Unmanaged.passRetained(runner).toOpaque()
        type.start = startTask
        type.cancel = cancelTask
        // MORTISE_TASK_*, whose shifts Swift does not import.
        type.flags = (definition.isPart ? 1 << 0 : 0) | (definition.isCacheable ? 1 << 1 : 0)
        type.default_deadline_ms = milliseconds(definition.defaultDeadline)
        type.default_attempts = UInt32(clamping: definition.defaultAttempts ?? 0)
        type.concurrency = UInt32(clamping: definition.concurrency ?? 0)
        return type
    }

    private static func asyncRunner<Task: AITask>(_ task: Task, _ calls: HostCalls) -> TaskRunner {
        TaskRunner(awaiting: task, calls: calls)
    }
    private static func blockingRunner<Task: BlockingTask>(_ task: Task, _ calls: HostCalls) -> TaskRunner {
        TaskRunner(blocking: task, calls: calls)
    }
}

extension Capability {
    /// MORTISE_CAPABILITY_*, whose shifts Swift does not import.
    fileprivate var bit: UInt64 {
        switch self {
        case .complete: 1 << 0
        case .embed: 1 << 1
        case .fetch: 1 << 2
        case .store: 1 << 3
        case .cache: 1 << 4
        case .map: 1 << 5
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

/// `mortise_task_type.start`. [host-thread] or [job-thread]
private func startTask(
    _ context: UnsafeMutableRawPointer?,
    _ job: UnsafePointer<mortise_job>?
) -> mortise_status {
    guard let context, let job, job.pointee.struct_size >= UInt32(MemoryLayout<mortise_job>.size) else {
        return MORTISE_INVALID
    }
    return Unmanaged<TaskRunner>.fromOpaque(context).takeUnretainedValue().start(job.pointee)
}

/// `mortise_task_type.cancel`. [host-thread]
private func cancelTask(_ context: UnsafeMutableRawPointer?, _ token: mortise_job_token) {
    guard let context else { return }
    Unmanaged<TaskRunner>.fromOpaque(context).takeUnretainedValue().cancel(token)
}
