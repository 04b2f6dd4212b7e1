// SPDX-License-Identifier: Apache-2.0
import Locks
import ModuleProtocol
import TaskABI

/// What a module registers inside its `init`, checked as it comes. It lives as long as the process, as does the
/// registry that the module is given: one that keeps the pointer and calls later is refused, and reads no freed memory.
final class Registration: Sendable {
    private struct State {
        var types: [RegisteredTask] = []
        var problem: String?
        var isOpen = true
    }
    private let state = Lock(State())

    var types: [RegisteredTask] { state.withLock { $0.types } }
    /// The first thing that was wrong, for the refusal.
    var problem: String? { state.withLock { $0.problem } }

    /// Runs `initialize` with the registry, and takes no task type after it has returned.
    func collect(_ initialize: (UnsafePointer<mortise_registry>) -> mortise_status) -> mortise_status {
        let registry = UnsafeMutablePointer<mortise_registry>.allocate(capacity: 1)
        registry.initialize(to: mortise_registry())
        registry.pointee.struct_size = structSize(mortise_registry.self)
        registry.pointee.host_context = Unmanaged.passRetained(self).toOpaque()
        registry.pointee.register_task = registerTask
        defer { state.withLock { $0.isOpen = false } }
        return initialize(registry)
    }

    fileprivate func register(_ given: UnsafePointer<mortise_task_type>) -> mortise_status {
        let checked = CheckedTaskType(given)
        return state.withLock { state in
            guard state.isOpen else { return MORTISE_INVALID }
            let problem: String
            switch checked {
            case .refused(let sentence, let status):
                state.problem = state.problem ?? sentence
                return status
            case .accepted(let task) where state.types.contains { $0.described.name == task.described.name }:
                problem = "task type \(task.described.name) is registered twice"
            case .accepted(let task) where state.types.count == FrameLimits.taskTypes:
                problem =
                    "task type \(task.described.name) is one too many: a module has at most \(FrameLimits.taskTypes)"
            case .accepted(let task):
                state.types.append(task)
                return MORTISE_OK
            }
            state.problem = state.problem ?? problem
            return MORTISE_INVALID
        }
    }
}

/// `mortise_registry.register_task`. [main-thread], inside the module's `init`.
private func registerTask(
    _ context: UnsafeMutableRawPointer?,
    _ type: UnsafePointer<mortise_task_type>?
) -> mortise_status {
    guard let context, let type else { return MORTISE_INVALID }
    return Unmanaged<Registration>.fromOpaque(context).takeUnretainedValue().register(type)
}
