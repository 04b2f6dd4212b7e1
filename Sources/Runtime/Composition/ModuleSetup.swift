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
        let pools = SitePools()
        var tasks = TaskTypes()
        for installed in try install() {
            for warning in installed.warnings {
                log.warning("module \(installed.manifest.name): \(warning)")
            }
            let make = try maker(installed, spawner)
            let (pool, module) = try await start(installed, spawner, make)
            let isShared = configuration.sharedModules.contains(installed.manifest.name)
            log.info(
                "module ready",
                [
                    "module": "\(module.name) \(module.version)", "generation": "\(module.generation)",
                    "sha256": module.hash, "abi": module.abi, "tier": "\(module.tier)",
                    "tasks": module.taskTypes.joined(separator: ","),
                    "start": module.isInline ? "inline" : module.start.rawValue,
                    "sharing": isShared ? "all" : "site",
                ]
            )
            if module.isInline {
                log.warning("module \(module.name) runs inline: trusted, not sandboxed; its crash is the host's")
            }
            try tasks.add(module.tasks, of: "\(module.name) \(module.version)")
            let source = SitePools.Source(module: installed.manifest.name, isShared: isShared, make: make)
            guard pools.add(source, tasks: module.taskTypes, first: pool, of: configuration.sites[0].id) else {
                let types = module.taskTypes.joined(separator: ", ")
                throw ModuleError("two modules offer one of the task types \(types): leave one out of MORTISE_MODULES")
            }
        }
        let route = ModuleRoute(
            find: { pools.pool(for: $0, $1) },
            all: { pools.all },
            close: { pools.close() },
            runParts: Self.partRunners(pools)
        )
        return (route, tasks)
    }

    /// The parts of a job are run by the pool that runs the job.
    private static func partRunners(_ pools: SitePools) -> @Sendable (String, SiteID) -> PartRunner? {
        { type, site in
            guard let pool = pools.pool(for: type, site) else { return nil }
            return { part, services in await pool.runPart(part, services: services) }
        }
    }

    /// Starts each module for a look, for `mortise doctor`. Those that are to run inline get a process all the same.
    public func inspect() async throws(ModuleError) -> [ModuleInspection] {
        let spawner = try Spawner()
        var found: [ModuleInspection] = []
        for installed in try install() {
            let pool = try maker(installed, spawner, isInline: false)()
            defer { pool.close() }
            let module = try await started(pool, installed)
            let isInline = configuration.inlineModules.contains(installed.manifest.name)
            found.append(
                ModuleInspection(
                    module: module,
                    runsInline: isInline,
                    isShared: configuration.sharedModules.contains(installed.manifest.name),
                    warnings: installed.warnings
                )
            )
        }
        return found
    }

    /// Every configured module, read and copied. None of their code has run.
    private func install() throws(ModuleError) -> [InstalledModule] {
        var installed: [InstalledModule] = []
        for source in configuration.modules {
            installed.append(try InstalledModule.install(source, into: folder))
        }
        try checkNames(installed)
        return installed
    }

    /// What the operator chose for single modules must be about modules that are there, and that allow it.
    private func checkNames(_ installed: [InstalledModule]) throws(ModuleError) {
        func module(_ name: String, _ variable: String) throws(ModuleError) -> InstalledModule {
            if let module = installed.first(where: { $0.manifest.name == name }) { return module }
            let names = installed.map(\.manifest.name).joined(separator: ", ")
            throw ModuleError("\(variable) names \(name), which is none of the modules: \(names)")
        }
        for name in configuration.sharedModules {
            let module = try module(name, "MORTISE_SHARED (modules.shared)")
            guard module.manifest.allowsSharing else {
                throw ModuleError(
                    "MORTISE_SHARED (modules.shared) names \(name), but the manifest of \(module.image.origin) says "
                        + "`sharing: site`: leave it out, and each site has processes of its own"
                )
            }
        }
        for name in configuration.inlineModules {
            let module = try module(name, "MORTISE_INLINE")
            guard module.manifest.allowsInline else {
                throw ModuleError(
                    "MORTISE_INLINE names \(name), but the manifest of \(module.image.origin) says `inline: never`: "
                        + "leave it out, and it runs in a process of its own"
                )
            }
        }
        if let error = Self.inlineRefusal(configuration) { throw error }
    }

    /// An inline module serves every site from one process, the host's own.
    static func inlineRefusal(_ configuration: HostConfiguration) -> ModuleError? {
        guard configuration.sites.count > 1,
            let name = configuration.inlineModules.first(where: { !configuration.sharedModules.contains($0) })
        else { return nil }
        return ModuleError(
            "MORTISE_INLINE (modules.inline) names \(name), and there are several sites: it would serve them all from "
                + "one process. Name it in MORTISE_SHARED (modules.shared) too, or leave it out"
        )
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

    /// Makes pools of a module, as the configuration says.
    private func maker(
        _ installed: InstalledModule,
        _ spawner: Spawner,
        isInline: Bool? = nil
    ) throws(ModuleError) -> @Sendable () -> ModulePool {
        let generation = try GenerationLedger(folder: folder).number(of: installed.image)
        let isInline = isInline ?? configuration.inlineModules.contains(installed.manifest.name)
        let options = options(isInline: isInline)
        let roots = try ReadableFiles(configured: configuration.moduleReadable).roots(of: installed)
        return { [configuration, log] in
            ModulePool(
                image: installed.image,
                manifest: installed.manifest,
                roots: roots,
                generation: generation,
                program: configuration.moduleHost,
                user: configuration.moduleUser,
                memory: configuration.moduleMemory,
                options: options,
                spawner: spawner,
                log: log
            )
        }
    }

    private func start(
        _ installed: InstalledModule,
        _ spawner: Spawner,
        _ make: @Sendable () -> ModulePool
    ) async throws(ModuleError) -> (ModulePool, ModuleDescription) {
        if configuration.inlineModules.contains(installed.manifest.name) {
            // Its suspects and parts get processes: these must hold, and the module must start, before it is let in.
            let trial = try maker(installed, spawner, isInline: false)()
            defer { trial.close() }
            _ = try await started(trial, installed)
        }
        let pool = make()
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
    /// Its processes serve all sites: `sharing: all`.
    public let isShared: Bool
    /// What is accepted but deserves a look.
    public let warnings: [String]
}
