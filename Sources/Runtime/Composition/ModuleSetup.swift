// SPDX-License-Identifier: Apache-2.0
public import Configuration
public import Modules
public import Observability
import Scheduling

/// Installs the configured modules, starts each once, and routes their task types.
public struct ModuleSetup: Sendable {
    private let configuration: HostConfiguration
    private let log: Logger

    public init(_ configuration: HostConfiguration, log: Logger) {
        self.configuration = configuration
        self.log = log
    }

    /// A module that cannot start keeps the host from starting: jobs for it would be accepted and never run.
    func start() async throws(ModuleError) -> (route: ModuleRoute, tasks: TaskTypes) {
        let spawner = try Spawner()
        var pools: [String: ModulePool] = [:]
        var tasks = TaskTypes()
        for source in configuration.modules {
            let (pool, module) = try await start(source, spawner)
            log.info(
                "module ready",
                [
                    "module": "\(module.name) \(module.version)", "generation": "\(module.generation)",
                    "sha256": module.hash, "abi": module.abi, "tier": "\(module.tier)",
                    "tasks": module.taskTypes.joined(separator: ","),
                ]
            )
            try tasks.add(module.tasks, of: "\(module.name) \(module.version)")
            for taskType in module.taskTypes {
                guard pools.updateValue(pool, forKey: taskType) == nil else {
                    throw ModuleError("two modules offer task type \(taskType): leave one out of MORTISE_MODULES")
                }
            }
        }
        return (ModuleRoute(pools), tasks)
    }

    /// Starts each module for a look, for `mortise doctor`.
    public func inspect() async throws(ModuleError) -> [ModuleDescription] {
        let spawner = try Spawner()
        var found: [ModuleDescription] = []
        for source in configuration.modules {
            let (pool, module) = try await start(source, spawner)
            pool.close()
            found.append(module)
        }
        return found
    }

    private func start(
        _ source: String,
        _ spawner: Spawner
    ) async throws(ModuleError) -> (ModulePool, ModuleDescription) {
        let folder = configuration.dataDirectory + "/modules"
        let image = try ModuleImage.install(source, into: folder)
        let pool = ModulePool(
            image: image,
            generation: try GenerationLedger(folder: folder).number(of: image),
            program: configuration.moduleHost,
            user: configuration.moduleUser,
            memory: configuration.moduleMemory,
            spawner: spawner,
            log: log
        )
        let module = try await pool.start()
        guard module.tier > 0 else {
            pool.close()
            throw ModuleError(
                "\(source): the sandbox does not hold here: \(module.sandboxNotes.joined(separator: "; ")). "
                    + "Run on a kernel with seccomp; see docs/sandbox.md."
            )
        }
        return (pool, module)
    }
}
