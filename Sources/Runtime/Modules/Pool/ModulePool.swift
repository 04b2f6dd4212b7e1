// SPDX-License-Identifier: Apache-2.0
import Buffers
import Jobs
import Locks
import ModuleProtocol
public import Observability

/// The processes of one module generation for one site: some that many jobs share, and some in which suspects and
/// parts run alone. Started when a job comes, ended when idle.
public final class ModulePool: Sendable {
    enum Seated: Sendable {
        case seat(ModuleProcess)
        case none(ModuleError)
        /// The caller was cancelled while he waited.
        case cancelled
    }

    struct State {
        var seating: Seating<ModuleProcess, CheckedContinuation<Seated, Never>>
        var callers: UInt64 = 0
        /// Processes for one job at a time that are between two.
        var idleAlone: [ModuleProcess] = []
        /// Every process that was started and has not ended, retired ones included.
        var all: [ModuleProcess] = []
        /// Starts that failed.
        var starts = RestartBackoff()
        /// Shared processes that died.
        var crashes = CrashLoop()
        var lastDeath = ""
        /// Over the pool's life.
        var started = 0
        var died = 0
        var isClosed = false

        /// Seconds until a shared process may be started.
        var wait: Double { max(starts.wait(at: .now), crashes.wait(at: .now)) }
    }

    let launch: ChildLaunch
    let setup: ProcessSetup
    let options: PoolOptions
    let spawner: Spawner
    let log: Logger
    /// Nil where processes are spawned.
    let template: Template?
    let parts: Turnstile
    let state: Lock<State>

    /// - Parameters:
    ///   - manifest: what the module's file says it is; its registration must say the same, and its libraries are
    ///     loaded. Nil: not compared, none.
    ///   - roots: what the module may read.
    ///   - program: path of `mortise-module-host`.
    ///   - user: who the processes become; nil when the host may not choose.
    ///   - memory: bytes of address space a process; 0 sets no limit.
    public init(
        image: ModuleImage,
        manifest: ModuleManifest? = nil,
        roots: [ReadableRoot] = [],
        generation: Int64,
        program: String,
        user: UInt32?,
        memory: UInt64,
        options: PoolOptions = PoolOptions(),
        spawner: Spawner,
        log: Logger
    ) {
        launch = ChildLaunch(
            program: program,
            user: user,
            memory: memory,
            image: image,
            libraries: manifest?.libraries ?? [],
            roots: roots
        )
        setup = ProcessSetup(
            image: image,
            generation: generation,
            manifest: manifest,
            startLimit: options.startLimit,
            jobLimit: options.jobLimit,
            limits: ProcessLimits(resident: options.resident),
            watch: spawner.watch
        )
        self.options = options
        self.spawner = spawner
        self.log = log.with("module", image.origin.split(separator: "/").last.map(String.init) ?? image.origin)
            .with("generation", "\(generation)")
        template = options.start == .warm ? Template(launch, setup, spawner: spawner, log: self.log) : nil
        parts = Turnstile(options.cores)
        let limit = options.isInline ? 1 : options.replicas
        let overflow = options.isInline ? 1 : options.mostReplicas
        state = Lock(State(seating: Seating(limit: limit, overflow: overflow)))
    }

    /// Starts a shared process and says what its module is: the test that a module can run at all.
    public func start() async throws(ModuleError) -> ModuleDescription {
        switch await seat("") {
        case .none(let error): throw error
        case .cancelled: throw ModuleError("the start of \(launch.image.origin) was cancelled")
        case .seat(let process):
            free(process, "", wasRun: false)
            guard let hello = process.hello else { throw ModuleError("\(launch.image.origin) ended while it started") }
            return ModuleDescription(hello, seal: process.seal, setup: setup, options: options)
        }
    }

    /// Runs one job to its end. The run's buffers are given back with it.
    /// - Parameters:
    ///   - alone: in a process that holds nothing else.
    ///   - grace: seconds that it has left when the calling task is cancelled; nil leaves it its hard limit.
    public func run(
        _ job: ModuleJob,
        alone: Bool,
        services: any JobServices,
        grace: Double? = nil
    ) async -> ModuleRunEnd {
        defer { services.buffers.close() }
        return alone ? await runAlone(job, services, grace: grace) : await runShared(job, services, grace)
    }

    /// Ends processes that have had nothing to do for so many seconds.
    public func reapIdle(after seconds: Double = 0) {
        let (idle, isEmpty) = state.withLock { state -> ([ModuleProcess], Bool) in
            let alone = state.idleAlone.filter { $0.isIdle(for: seconds) }
            state.idleAlone.removeAll { process in alone.contains { $0 === process } }
            let shared = state.seating.takeIdle { !$0.isInline && $0.isIdle(for: seconds) }
            return (alone + shared, state.idleAlone.isEmpty && state.seating.processes.isEmpty)
        }
        for process in idle { process.retire() }
        if isEmpty { template?.rest() }
    }

    /// Ends every process; what is in flight is told so, and so is who waits.
    public func close() {
        let processes = state.withLock { state -> [ModuleProcess] in
            state.isClosed = true
            state.idleAlone = []
            return state.all
        }
        for process in processes { process.close() }
        template?.close()
        pump()
    }

    private func runShared(_ job: ModuleJob, _ services: any JobServices, _ grace: Double?) async -> ModuleRunEnd {
        // A process may retire between the look and the start; the next one is fresh.
        for _ in 0..<3 {
            switch await seat(job.taskType) {
            case .cancelled: return .notRun(reason: "it was cancelled while it waited for a process", retryAfter: 0)
            case .none(let error): return notRun(error)
            case .seat(let process):
                let end = await process.run(job, services: services, grace: grace)
                note(end)
                free(process, job.taskType, wasRun: end != nil)
                if let end { return end }
            }
        }
        return .notRun(reason: "module processes end as soon as they start", retryAfter: 1)
    }

    /// The module ended a job: it does not die of every one.
    func note(_ end: ModuleRunEnd?) {
        switch end {
        case .succeeded, .failed: state.withLock { $0.crashes.worked() }
        case .died, .notRun, nil: break
        }
    }

    func notRun(_ error: ModuleError) -> ModuleRunEnd {
        .notRun(reason: error.description, retryAfter: max(0.1, state.withLock { $0.wait }))
    }
}
