// SPDX-License-Identifier: Apache-2.0
public import Configuration
import Jobs
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
        for installed in try install() {
            for warning in installed.warnings {
                log.warning("module \(installed.manifest.name): \(warning)")
            }
            let (pool, module) = try await start(installed, spawner)
            log.info(
                "module ready",
                [
                    "module": "\(module.name) \(module.version)", "generation": "\(module.generation)",
                    "sha256": module.hash, "abi": module.abi, "tier": "\(module.tier)",
                    "tasks": module.taskTypes.joined(separator: ","),
                    "start": module.isInline ? "inline" : module.start.rawValue,
                ]
            )
            if module.isInline {
                log.warning("module \(module.name) runs inline: trusted, not sandboxed; its crash is the host's")
            }
            try tasks.add(module.tasks, of: "\(module.name) \(module.version)")
            for taskType in module.taskTypes {
                guard pools.updateValue(pool, forKey: taskType) == nil else {
                    throw ModuleError("two modules offer task type \(taskType): leave one out of MORTISE_MODULES")
                }
            }
        }
        return (ModuleRoute(pools, runParts: Self.partRunners(pools)), tasks)
    }

    /// The parts of a job are run by the pool that runs the job.
    private static func partRunners(_ pools: [String: ModulePool]) -> @Sendable (String, SiteID) -> PartRunner? {
        { type, _ in
            guard let pool = pools[type] else { return nil }
            return { part, services in await pool.runPart(part, services: services) }
        }
    }

    /// Starts each module for a look, for `mortise doctor`. Those that are to run inline get a process all the same.
    public func inspect() async throws(ModuleError) -> [ModuleInspection] {
        let spawner = try Spawner()
        var found: [ModuleInspection] = []
        for installed in try install() {
            let pool = try pool(installed, spawner, options(isInline: false))
            defer { pool.close() }
            let module = try await started(pool, installed)
            let isInline = configuration.inlineModules.contains(installed.manifest.name)
            found.append(ModuleInspection(module: module, runsInline: isInline, warnings: installed.warnings))
        }
        return found
    }

    /// Every configured module, read and copied. None of their code has run.
    private func install() throws(ModuleError) -> [InstalledModule] {
        var installed: [InstalledModule] = []
        for source in configuration.modules {
            installed.append(try InstalledModule.install(source, into: folder))
        }
        for name in configuration.inlineModules {
            guard let module = installed.first(where: { $0.manifest.name == name }) else {
                let names = installed.map(\.manifest.name).joined(separator: ", ")
                throw ModuleError("MORTISE_INLINE names \(name), which is none of the modules: \(names)")
            }
            guard module.manifest.allowsInline else {
                throw ModuleError(
                    "MORTISE_INLINE names \(name), but the manifest of \(module.image.origin) says `inline: never`: "
                        + "leave it out, and it runs in a process of its own"
                )
            }
        }
        return installed
    }

    private var folder: String { configuration.dataDirectory + "/modules" }

    private func options(isInline: Bool) -> PoolOptions {
        var options = PoolOptions()
        options.replicas = configuration.moduleReplicas
        options.resident = configuration.moduleResident
        options.jobLimit = configuration.moduleJobs
        options.start = configuration.moduleStart == .warm ? .warm : .spawn
        options.isInline = isInline
        return options
    }

    private func pool(
        _ installed: InstalledModule,
        _ spawner: Spawner,
        _ options: PoolOptions
    ) throws(ModuleError) -> ModulePool {
        ModulePool(
            image: installed.image,
            manifest: installed.manifest,
            generation: try GenerationLedger(folder: folder).number(of: installed.image),
            program: configuration.moduleHost,
            user: configuration.moduleUser,
            memory: configuration.moduleMemory,
            options: options,
            spawner: spawner,
            log: log
        )
    }

    private func start(
        _ installed: InstalledModule,
        _ spawner: Spawner
    ) async throws(ModuleError) -> (ModulePool, ModuleDescription) {
        let isInline = configuration.inlineModules.contains(installed.manifest.name)
        if isInline {
            // Its suspects and parts get processes: these must hold, and the module must start, before it is let in.
            let trial = try pool(installed, spawner, options(isInline: false))
            defer { trial.close() }
            _ = try await started(trial, installed)
        }
        let pool = try pool(installed, spawner, options(isInline: isInline))
        return (pool, try await started(pool, installed))
    }

    private func started(
        _ pool: ModulePool,
        _ installed: InstalledModule
    ) async throws(ModuleError) -> ModuleDescription {
        let module: ModuleDescription
        do throws(ModuleError) {
            module = try await pool.start()
        } catch {
            pool.close()
            throw error
        }
        guard module.tier > 0 || module.isInline else {
            pool.close()
            throw ModuleError(
                "\(installed.image.origin): the sandbox does not hold here: "
                    + "\(module.sandboxNotes.joined(separator: "; ")). "
                    + "Run on a kernel with seccomp; see docs/sandbox.md."
            )
        }
        return module
    }
}

/// What `mortise doctor` found of one module.
public struct ModuleInspection: Sendable {
    /// As its process says.
    public let module: ModuleDescription
    /// `mortise serve` would run it in the host itself.
    public let runsInline: Bool
    /// What is accepted but deserves a look.
    public let warnings: [String]
}
