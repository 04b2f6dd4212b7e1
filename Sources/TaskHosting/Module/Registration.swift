// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol
import TaskABI

/// What a module registers inside its `init`, checked as it comes. [main-thread] only.
final class Registration {
    private(set) var types: [RegisteredTask] = []
    /// The first thing that was wrong, for the refusal.
    private(set) var problem: String?

    /// Runs `initialize` with a registry that is valid until it returns.
    func collect(_ initialize: (UnsafePointer<mortise_registry>) -> mortise_status) -> mortise_status {
        var registry = mortise_registry()
        registry.struct_size = UInt32(MemoryLayout<mortise_registry>.size)
        registry.host_context = Unmanaged.passUnretained(self).toOpaque()
        registry.register_task = registerTask
        return withExtendedLifetime(self) { initialize(&registry) }
    }

    fileprivate func register(_ type: mortise_task_type) -> mortise_status {
        guard type.struct_size >= UInt32(MemoryLayout<mortise_task_type>.size) else {
            return refuse("a task type's struct_size is \(type.struct_size); TaskABI 0.9 needs 128", MORTISE_INVALID)
        }
        guard let name = type.name.string(limit: 64), Self.isTaskName(name) else {
            return refuse("a task type's name is not of the form [a-z][a-z0-9_]*", MORTISE_INVALID)
        }
        guard type.execution == MORTISE_EXECUTION_ASYNC else {
            return refuse("task type \(name): execution class \(type.execution) is not offered", MORTISE_UNSUPPORTED)
        }
        guard let version = type.version.string(limit: FrameLimits.word),
            let input = type.input_schema.string(limit: FrameLimits.schema),
            let result = type.result_schema.string(limit: FrameLimits.schema),
            let start = type.start, let cancel = type.cancel
        else {
            return refuse(
                "task type \(name): version, schema, start or cancel is missing, too long or no UTF-8",
                MORTISE_INVALID
            )
        }
        guard types.count < FrameLimits.taskTypes, !types.contains(where: { $0.described.name == name }) else {
            return refuse("task type \(name) is registered twice, or is one too many", MORTISE_INVALID)
        }
        types.append(
            RegisteredTask(
                described: ModuleHello.TaskType(
                    name: name,
                    version: version,
                    inputSchema: input,
                    resultSchema: result,
                    capabilities: type.capabilities
                ),
                context: type.task_context,
                startFunction: start,
                cancelFunction: cancel
            )
        )
        return MORTISE_OK
    }

    private func refuse(_ sentence: String, _ status: mortise_status) -> mortise_status {
        problem = problem ?? sentence
        return status
    }

    private static func isTaskName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return false }
        return name.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "_")
        }
    }
}

/// [main-thread], inside the module's `init`.
private func registerTask(
    _ context: UnsafeMutableRawPointer?,
    _ type: UnsafePointer<mortise_task_type>?
) -> mortise_status {
    guard let context, let type else { return MORTISE_INVALID }
    return Unmanaged<Registration>.fromOpaque(context).takeUnretainedValue().register(type.pointee)
}

/// A task type that can be started.
struct RegisteredTask {
    let described: ModuleHello.TaskType
    fileprivate let context: UnsafeMutableRawPointer?
    fileprivate let startFunction: mortise_status_start
    fileprivate let cancelFunction: mortise_cancel

    fileprivate typealias mortise_status_start =
        @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<mortise_job>?) -> mortise_status
    fileprivate typealias mortise_cancel = @convention(c) (UnsafeMutableRawPointer?, mortise_job_token) -> Void

    /// [host-thread] Begins a job; everything in it is borrowed until the module returns.
    func start(_ job: JobStart) -> mortise_status {
        withText(job.id) { id in
            withText(job.input) { input in
                withText(job.settings) { settings in
                    var start = mortise_job()
                    start.struct_size = UInt32(MemoryLayout<mortise_job>.size)
                    start.attempt = job.attempt
                    start.token = job.token
                    start.deadline_ms = job.deadline
                    start.id = id
                    start.input = input
                    start.settings = settings
                    return startFunction(context, &start)
                }
            }
        }
    }

    /// [host-thread]
    func cancel(_ token: UInt64) { cancelFunction(context, token) }
}
