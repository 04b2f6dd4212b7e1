// SPDX-License-Identifier: Apache-2.0
import Jobs
import Locks
public import Observability

/// The processes of one module generation for one site: one that many jobs share, and some in which suspects
/// run alone. Started when a job comes, ended when idle.
public final class ModulePool: Sendable {
    private struct State {
        var shared: ModuleProcess?
        var starting: Task<Result<ModuleProcess, ModuleError>, Never>?
        /// Processes for suspects that are between two jobs.
        var idleAlone: [ModuleProcess] = []
        /// Every process that was started and has not ended, retired ones included.
        var all: [ModuleProcess] = []
        var backoff = RestartBackoff()
        var isClosed = false
    }

    private let launch: ChildLaunch
    private let generation: Int64
    private let spawner: Spawner
    private let log: Logger
    private let state = Lock(State())

    /// - Parameters:
    ///   - program: path of `mortise-module-host`.
    ///   - user: who the processes become; nil when the host may not choose.
    ///   - memory: bytes of address space a process; 0 sets no limit.
    public init(
        image: ModuleImage,
        generation: Int64,
        program: String,
        user: UInt32?,
        memory: UInt64,
        spawner: Spawner,
        log: Logger
    ) {
        launch = ChildLaunch(program: program, user: user, memory: memory, image: image)
        self.generation = generation
        self.spawner = spawner
        self.log = log.with("module", image.origin.split(separator: "/").last.map(String.init) ?? image.origin)
            .with("generation", "\(generation)")
    }

    /// Starts the shared process and says what its module is: the test that a module can run at all.
    public func start() async throws(ModuleError) -> ModuleDescription {
        let process = try await shared().get()
        guard let hello = process.hello else { throw ModuleError("\(launch.image.origin) ended while it started") }
        return ModuleDescription(hello, seal: process.seal, image: launch.image, generation: generation)
    }

    /// Runs one job to its end.
    /// - Parameter alone: in a process that holds nothing else.
    public func run(_ job: ModuleJob, alone: Bool, services: any JobServices) async -> ModuleRunEnd {
        alone ? await runAlone(job, services) : await runShared(job, services)
    }

    /// Ends processes that have nothing to do.
    public func reapIdle() {
        let idle = state.withLock { state -> [ModuleProcess] in
            defer { state.idleAlone = [] }
            guard let shared = state.shared, shared.isIdle else { return state.idleAlone }
            state.shared = nil
            return state.idleAlone + [shared]
        }
        for process in idle { process.retire() }
    }

    /// Ends every process; what is in flight is told so.
    public func close() {
        let processes = state.withLock { state -> [ModuleProcess] in
            state.isClosed = true
            state.shared = nil
            state.idleAlone = []
            return state.all
        }
        for process in processes { process.close() }
    }

    private func runShared(_ job: ModuleJob, _ services: any JobServices) async -> ModuleRunEnd {
        // A process may retire between the look and the start; the next one is fresh.
        for _ in 0..<3 {
            switch await shared() {
            case .success(let process):
                if let end = await process.run(job, services: services) { return end }
            case .failure(let error):
                return notRun(error)
            }
        }
        return .notRun(reason: "module processes end as soon as they start", retryAfter: 1)
    }

    private func runAlone(_ job: ModuleJob, _ services: any JobServices) async -> ModuleRunEnd {
        var taken = state.withLock { $0.idleAlone.popLast() }
        if taken?.isUsable != true { taken = nil }
        let process: ModuleProcess
        if let taken {
            process = taken
        } else {
            switch await started() {
            case .success(let fresh): process = fresh
            case .failure(let error): return notRun(error)
            }
        }
        let end = await process.run(job, services: services)
        let isKept = state.withLock { state -> Bool in
            guard process.isUsable, !state.isClosed else { return false }
            state.idleAlone.append(process)
            return true
        }
        if !isKept { process.retire() }
        return end ?? .notRun(reason: "the module process ended before the job began", retryAfter: 0.1)
    }

    private func notRun(_ error: ModuleError) -> ModuleRunEnd {
        let wait = state.withLock { $0.backoff.wait(at: .now) }
        return .notRun(reason: error.description, retryAfter: max(0.1, wait))
    }

    /// The shared process; callers that come while it starts wait for the same one.
    private func shared() async -> Result<ModuleProcess, ModuleError> {
        enum Found {
            case ready(ModuleProcess)
            case starting(Task<Result<ModuleProcess, ModuleError>, Never>)
        }
        let found = state.withLock { state -> Found in
            if let shared = state.shared, shared.isUsable { return .ready(shared) }
            if let starting = state.starting { return .starting(starting) }
            let starting = Task {
                let result = await self.started()
                self.state.withLock {
                    $0.starting = nil
                    $0.shared = try? result.get()
                }
                return result
            }
            state.starting = starting
            return .starting(starting)
        }
        return switch found {
        case .ready(let process): .success(process)
        case .starting(let starting): await starting.value
        }
    }

    private func started() async -> Result<ModuleProcess, ModuleError> {
        let (wait, isClosed) = state.withLock { ($0.backoff.wait(at: .now), $0.isClosed) }
        guard !isClosed else { return .failure(ModuleError("the host is stopping")) }
        guard wait == 0 else {
            return .failure(ModuleError("\(launch.image.origin) failed to start; next try in \(wait) s"))
        }
        do throws(ModuleError) {
            let process = try await ModuleProcess.start(launch, generation: generation, spawner: spawner, log: log)
            let isClosed = state.withLock { state in
                state.backoff.succeeded()
                state.all.removeAll { $0.hasEnded }
                state.all.append(process)
                return state.isClosed
            }
            if isClosed { process.close() }
            return .success(process)
        } catch {
            state.withLock { $0.backoff.failed(at: .now) }
            log.error("a module process did not start", ["reason": error.description])
            return .failure(error)
        }
    }
}
