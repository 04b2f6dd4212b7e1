// SPDX-License-Identifier: Apache-2.0
import Jobs
import Locks
import ModuleProtocol
import Observability

/// One module process. It runs many jobs at once; when it dies each of them is told.
final class ModuleProcess: Sendable {
    typealias Starting = CheckedContinuation<Result<ModuleHello, ModuleError>, Never>

    struct State {
        var jobs = JobsInFlight<RunningJob>()
        /// The tier that the process reached and what it says of it, said before the module's first instruction.
        var seal: (tier: Int, notes: [String])?
        var hello: ModuleHello?
        var logs = LogThinning()
        /// Waits for the module's first word.
        var starting: Starting?
        /// Takes no new jobs: it is to end when those in flight have.
        var isRetired = false
        var hasEnded = false
    }

    /// Seconds from start to the module's first word.
    private static let startLimit = 10.0

    let image: ModuleImage
    let generation: Int64
    let link: ModuleLink
    let log: Logger
    let state = Lock(State())

    private init(image: ModuleImage, generation: Int64, link: ModuleLink, log: Logger) {
        self.image = image
        self.generation = generation
        self.link = link
        self.log = log
    }

    /// Starts a process and waits until its module is sealed, loaded and registered.
    static func start(
        _ launch: ChildLaunch,
        generation: Int64,
        spawner: Spawner,
        log: Logger
    ) async throws(ModuleError) -> ModuleProcess {
        let child = try await spawner.spawn(launch)
        let link: ModuleLink
        do throws(ModuleError) {
            link = try ModuleLink(child)
        } catch {
            child.kill()
            _ = child.reap()
            throw error
        }
        let process = ModuleProcess(
            image: launch.image,
            generation: generation,
            link: link,
            log: log.with("pid", "\(link.child.pid)")
        )
        let timer = Task {
            try await Task.sleep(for: .seconds(startLimit))
            link.end(because: "it was not ready after \(Int(startLimit)) s")
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
        return process
    }

    /// How the process is confined; set once `start` has returned.
    var seal: (tier: Int, notes: [String]) { state.withLock { $0.seal } ?? (0, []) }
    /// What the module said of itself; set once `start` has returned.
    var hello: ModuleHello? { state.withLock { $0.hello } }
    /// False when it takes no jobs any more.
    var isUsable: Bool { state.withLock { !$0.isRetired && !$0.hasEnded } }
    var hasEnded: Bool { state.withLock { $0.hasEnded } }
    var isIdle: Bool { state.withLock { $0.jobs.isEmpty } }

    /// Runs one job to its end. Nil when the process takes no jobs any more: try another.
    /// Cancelling the calling task asks the job to stop.
    func run(_ job: ModuleJob, services: any JobServices) async -> ModuleRunEnd? {
        // Random, so that a module cannot name another's job; zero means "no job" in log lines.
        let token = UInt64.random(in: 1...UInt64.max)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { begin(RunningJob(job, services, $0), token) }
        } onCancel: {
            cancel(token)
        }
    }

    /// Asks the job to stop; what it waits for at the host ends now.
    private func cancel(_ token: UInt64) {
        guard let job = state.withLock({ $0.jobs.waiter(token) }) else { return }
        link.send(.cancel(token: token))
        job.cancelCalls()
    }

    /// Lets it end when its jobs have.
    func retire() {
        let isDone = state.withLock {
            $0.isRetired = true
            return $0.jobs.isEmpty
        }
        if isDone { link.hangUp() }
    }

    /// Ends it now; jobs in flight are told that they were not run to their end.
    func close() {
        let jobs = state.withLock {
            $0.isRetired = true
            return $0.jobs.die().waiters
        }
        for job in jobs { job.end(.notRun(reason: "the host is stopping", retryAfter: 0)) }
        link.end(because: "the host is stopping")
    }

    private func begin(_ job: RunningJob, _ token: UInt64) {
        let isTaken = state.withLock {
            guard !$0.isRetired, !$0.hasEnded else { return false }
            $0.jobs.begin(token, job)
            return true
        }
        guard isTaken else { return job.end(nil) }
        link.send(
            .start(
                JobStart(
                    token: token,
                    id: job.job.id.text,
                    taskType: job.job.taskType,
                    attempt: UInt32(clamping: job.job.attempt),
                    deadline: UInt64(max(1, min(job.job.softTimeout * 1000, 1e15))),
                    input: job.job.input,
                    settings: job.job.settings
                )
            )
        )
        // Cancelled before the job began: that word went out ahead of it and found nothing.
        if Task.isCancelled { cancel(token) }
        job.watch {
            self.cancel(token)
        } hard: {
            self.giveUp(token)
        }
    }

    /// The job did not stop when it was told to: it ends here, and the process with it once the jobs beside it
    /// have ended.
    private func giveUp(_ token: UInt64) {
        guard let job = state.withLock({ $0.jobs.abandon(token) }) else { return }
        let limit = job.job.hardTimeout
        let error = JobError(
            .retryable,
            code: "timed_out",
            message: "the task did not end within \(limit) s and did not stop when it was told to"
        )
        job.end(.failed(error, facts(job)))
        log.warning("a job ignored its cancellation; its process takes no more jobs", ["job_id": job.job.id.text])
        retireStuck()
    }

    private func retireStuck() {
        let isDone = state.withLock {
            $0.isRetired = true
            return $0.jobs.isEmpty
        }
        if isDone { link.end(because: "a job in it did not stop") }
    }

    func facts(_ job: RunningJob) -> RunFacts {
        let hello = hello
        return RunFacts(
            module: "\(hello?.name ?? "?") \(hello?.version ?? "?")",
            moduleHash: image.hash,
            abi: "\((hello?.abi ?? 0) >> 16).\((hello?.abi ?? 0) & 0xFFFF)",
            generation: generation,
            tier: seal.tier,
            milliseconds: job.milliseconds
        )
    }
}
