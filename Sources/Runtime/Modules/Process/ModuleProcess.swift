// SPDX-License-Identifier: Apache-2.0
import Jobs
import Locks
import ModuleProtocol
import Observability

/// One running module, in a process of its own or inline. It runs many jobs at once; when it dies each of them is told.
final class ModuleProcess: Sendable {
    typealias Starting = CheckedContinuation<Result<ModuleHello, ModuleError>, Never>

    /// Why it takes no jobs any more.
    enum Leaving: Sendable {
        /// It ends when its jobs have.
        case retired
        /// It is gone. `isDeath`: by itself, or because it took too much, while it was to take more jobs.
        case ended(isDeath: Bool, evidence: String)
    }

    struct State {
        var jobs = JobsInFlight<RunningJob>()
        /// When it was last given a job, or ended one.
        var lastWork = ContinuousClock.now
        /// Jobs that it was ever given.
        var begun = 0
        /// The tier that the process reached and what it says of it, said before the module's first instruction.
        var seal: (tier: Int, notes: [String])?
        var hello: ModuleHello?
        var logs = LogThinning()
        var output = OutputLines()
        /// What it said and printed before it was ready.
        var early = EarlyWords()
        /// Waits for the module's first word.
        var starting: Starting?
        /// Wait for a template's answers, in their order.
        var forks: [CheckedContinuation<Forked, Never>] = []
        /// Takes no new jobs: it is to end when those in flight have.
        var isRetired = false
        var hasEnded = false
    }

    let setup: ProcessSetup
    let link: any ModuleConnection
    let log: Logger
    let state = Lock(State())
    let leaving: @Sendable (ModuleProcess, Leaving) -> Void

    private init(
        _ setup: ProcessSetup,
        link: any ModuleConnection,
        log: Logger,
        leaving: @escaping @Sendable (ModuleProcess, Leaving) -> Void
    ) {
        self.setup = setup
        self.link = link
        self.log = log
        self.leaving = leaving
    }

    /// Begins to talk to a module and waits until it is sealed, loaded and registered.
    /// - Parameter leaving: told when it takes no jobs any more, from any thread; must not block. Not when the start fails.
    static func start(
        _ link: any ModuleConnection,
        _ setup: ProcessSetup,
        log: Logger,
        leaving: @escaping @Sendable (ModuleProcess, Leaving) -> Void = { _, _ in }
    ) async throws(ModuleError) -> ModuleProcess {
        let name = link.pid.map { "\($0)" } ?? "inline"
        let process = ModuleProcess(setup, link: link, log: log.with("pid", name), leaving: leaving)
        let timer = Task {
            try await Task.sleep(for: .seconds(setup.startLimit))
            link.end(because: "it was not ready after \(setup.startLimit.formatted) s")
        }
        let result = await withCheckedContinuation { continuation in
            process.state.withLock { $0.starting = continuation }
            do throws(ModuleError) {
                try link.start { process.handle($0) }
            } catch {
                process.state.withLock { $0.starting.take() }?.resume(returning: .failure(error))
            }
        }
        timer.cancel()
        // One that said it refuses may go on running all the same.
        if case .failure = result { link.end(because: "it did not start") }
        _ = try result.get()
        process.beWatched()
        return process
    }

    /// How the process is confined; set once `start` has returned.
    var seal: (tier: Int, notes: [String]) { state.withLock { $0.seal } ?? (0, []) }
    /// What the module said of itself; set once `start` has returned.
    var hello: ModuleHello? { state.withLock { $0.hello } }
    /// False when it takes no jobs any more.
    var isUsable: Bool { state.withLock { !$0.isRetired && !$0.hasEnded } }
    var hasEnded: Bool { state.withLock { $0.hasEnded } }
    /// Whether it has had nothing to do for so many seconds.
    func isIdle(for seconds: Double) -> Bool {
        state.withLock { $0.jobs.isEmpty && $0.lastWork.duration(to: .now) >= .seconds(seconds) }
    }
    /// It has no process of its own: nothing can end it but the host's end.
    var isInline: Bool { link.pid == nil }

    /// Runs one job to its end. Nil when the process takes no jobs any more: try another.
    /// Cancelling the calling task asks the job to stop.
    /// - Parameter grace: seconds after which a job that was cancelled is given up; nil leaves it its hard limit.
    func run(_ job: ModuleJob, services: any JobServices, grace: Double? = nil) async -> ModuleRunEnd? {
        // Random, so that a module cannot name another's job; zero means "no job" in log lines.
        let token = UInt64.random(in: 1...UInt64.max)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { begin(RunningJob(job, services, $0), token, grace) }
        } onCancel: {
            cancel(token, grace)
        }
    }

    /// Asks the job to stop; what it waits for at the host ends now.
    private func cancel(_ token: UInt64, _ grace: Double? = nil) {
        guard let job = state.withLock({ $0.jobs.waiter(token) }) else { return }
        link.send(.cancel(token: token))
        job.cancelCalls()
        if let grace { job.hasten(grace) { self.giveUp(token) } }
    }

    private func begin(_ job: RunningJob, _ token: UInt64, _ grace: Double?) {
        let (isTaken, isLast) = state.withLock { state in
            guard !state.isRetired, !state.hasEnded else { return (false, false) }
            state.jobs.begin(token, job)
            state.lastWork = .now
            state.begun += 1
            return (true, setup.jobLimit > 0 && state.begun >= setup.jobLimit && !isInline)
        }
        guard isTaken else { return job.end(nil) }
        do throws(JobError) {
            try send(job, token)
        } catch {
            _ = state.withLock { $0.jobs.end(token) }
            return job.end(.failed(error, facts(job)))
        }
        if isLast { retire() }
        job.watch {
            self.cancel(token)
        } hard: {
            self.giveUp(token)
        }
        // Cancelled before the job began: that word went out ahead of it and found nothing.
        if Task.isCancelled { cancel(token, grace) }
    }

    private func send(_ running: RunningJob, _ token: UInt64) throws(JobError) {
        let job = running.job
        var start = JobStart(
            token: token,
            id: job.id.text,
            taskType: job.taskType,
            attempt: UInt32(clamping: job.attempt),
            deadline: UInt64(max(1, min(job.softTimeout * 1000, 1e15))),
            input: job.input,
            settings: job.settings,
            partIndex: UInt32(clamping: job.partIndex),
            partCount: UInt32(clamping: job.partCount)
        )
        guard let file = job.buffer else { return link.send(.start(start)) }
        let (buffer, descriptor) = try lend(file, to: running.services.buffers)
        start.buffer = buffer
        link.send(.start(start), [descriptor])
    }

    /// It is gone.
    func left(isDeath: Bool, evidence: String) { leaving(self, .ended(isDeath: isDeath, evidence: evidence)) }

    func facts(_ job: RunningJob) -> RunFacts {
        let hello = hello
        return RunFacts(
            module: "\(hello?.name ?? "?") \(hello?.version ?? "?")",
            moduleHash: setup.image.hash,
            abi: "\((hello?.abi ?? 0) >> 16).\((hello?.abi ?? 0) & 0xFFFF)",
            generation: setup.generation,
            tier: seal.tier,
            milliseconds: job.milliseconds
        )
    }
}
