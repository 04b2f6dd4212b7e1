// SPDX-License-Identifier: Apache-2.0
import ModuleProtocol
import TaskABI

/// A task type as a module registers it, held against the rules of the header.
enum CheckedTaskType {
    case accepted(RegisteredTask)
    case refused(String, mortise_status)

    init(_ given: UnsafePointer<mortise_task_type>) {
        let size = given.pointee.struct_size
        guard size >= structSize(mortise_task_type.self) else {
            self = .refused(
                "\(Self.title(given)): its struct_size is \(size); TaskABI 0.9 needs \(structSize(mortise_task_type.self))",
                MORTISE_INVALID
            )
            return
        }
        let type = given.pointee
        guard let name = type.name.string(limit: Self.nameLimit), Self.isTaskName(name) else {
            self = .refused(
                "a task type's name, \(type.name.mended(limit: 100)), is not of the form [a-z][a-z0-9_]* with at most \(Self.nameLimit) bytes",
                MORTISE_INVALID
            )
            return
        }
        guard type.execution == MORTISE_EXECUTION_ASYNC || type.execution == MORTISE_EXECUTION_BLOCKING else {
            self = .refused(
                "task type \(name): execution class \(type.execution) is not known",
                MORTISE_UNSUPPORTED
            )
            return
        }
        guard let version = type.version.string(limit: FrameLimits.word), !version.isEmpty,
            let input = type.input_schema.string(limit: FrameLimits.schema), !input.isEmpty,
            let result = type.result_schema.string(limit: FrameLimits.schema), !result.isEmpty,
            let start = type.start, let cancel = type.cancel
        else {
            self = .refused(
                "task type \(name): its version, a schema, `start` or `cancel` is missing, too long or no UTF-8",
                MORTISE_INVALID
            )
            return
        }
        let described = ModuleHello.TaskType(
            name: name,
            version: version,
            inputSchema: input,
            resultSchema: result,
            capabilities: type.capabilities,
            execution: UInt8(type.execution),
            flags: type.flags & Self.knownFlags,
            defaultDeadline: type.default_deadline_ms,
            defaultAttempts: type.default_attempts,
            concurrency: type.concurrency
        )
        self = .accepted(
            RegisteredTask(
                described: described,
                context: type.task_context,
                startFunction: start,
                cancelFunction: cancel
            )
        )
    }

    private static let nameLimit = 64

    /// MORTISE_TASK_PART and MORTISE_TASK_CACHEABLE, whose shifts Swift does not import; unknown bits are ignored.
    private static let knownFlags: UInt64 = 0b11

    /// Whose struct is too small, if at least its name lies within it.
    private static func title(_ type: UnsafePointer<mortise_task_type>) -> String {
        guard type.pointee.struct_size >= 24 else { return "a task type" }
        return "task type \(type.pointee.name.mended(limit: nameLimit))"
    }

    private static func isTaskName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return false }
        return name.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "_")
        }
    }
}
