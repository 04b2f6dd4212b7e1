// SPDX-License-Identifier: Apache-2.0
import Gateway
import JSONSchema
import Jobs
import ModuleProtocol
import Modules

/// The task types that the modules offer, with their schemas compiled: what Gateway and Scheduling check by.
struct TaskTypes: Sendable {
    private struct TaskType: Sendable {
        var input: JSONSchema
        var result: JSONSchema
        var declared: ModuleHello.TaskType
    }
    private var types: [String: TaskType] = [:]

    /// What a sender may ask for, by name.
    private(set) var offers: [String: TaskOffer] = [:]

    var names: Set<String> { Set(types.keys) }

    /// Takes in what a module registered. A schema that cannot be used is the module's fault and keeps it out: jobs
    /// could not be checked.
    /// - Parameter module: its name and version, for the sentence that says so.
    mutating func add(_ tasks: [ModuleHello.TaskType], of module: String) throws(ModuleError) {
        for declared in tasks {
            let type = TaskType(
                input: try Self.schema(declared.inputSchema, "input", of: declared.name, in: module),
                result: try Self.schema(declared.resultSchema, "result", of: declared.name, in: module),
                declared: declared
            )
            types[declared.name] = type
            guard !declared.isPart else { continue }
            offers[declared.name] = TaskOffer(input: type.input, retry: RetryPolicy(defaultsOf: declared))
        }
    }

    /// What results of this task type must fit; nil when no module offers it.
    func result(of name: String) -> JSONSchema? { types[name]?.result }

    private static func schema(
        _ text: String,
        _ which: String,
        of task: String,
        in module: String
    ) throws(ModuleError) -> JSONSchema {
        do throws(SchemaProblem) {
            return try JSONSchema(parsing: Array(text.utf8))
        } catch {
            throw ModuleError(
                "module \(module): the \(which) schema of \(task) cannot be used: \(error)"
            )
        }
    }
}

extension RetryPolicy {
    /// What holds for a job whose sender says nothing: what the module declared, and contract A's figures for the
    /// rest. A task that is asked to stop gets a fifth of its time more, at least 10 s, before its process is ended.
    init(defaultsOf type: ModuleHello.TaskType) {
        let host = PostSummary.retry
        let soft = type.defaultDeadline == 0 ? host.softTimeout : Double(min(type.defaultDeadline, 86_400_000)) / 1000
        self.init(
            attempts: type.defaultAttempts == 0 ? host.attempts : Int(min(type.defaultAttempts, 100)),
            baseDelay: host.baseDelay,
            maximumDelay: host.maximumDelay,
            softTimeout: soft,
            hardTimeout: soft + max(10, soft / 5)
        )
    }
}
