// SPDX-License-Identifier: Apache-2.0
public import JSON
public import JSONSchema
public import Jobs
public import Limits
import Locks
import Modules
public import Observability
public import Queue
public import Threads

/// Takes due jobs from the queue, as many as may run at once, and sees each to its settlement.
public final class Scheduler: Sendable {
    public struct Options: Sendable {
        /// Jobs in flight at once.
        public var concurrency = 8_192
        /// Suspects in flight at once, each in a process of its own.
        public var aloneConcurrency = 8
        /// Bytes of inputs and settings of jobs in flight, at which no further one is taken.
        public var inputBytes = 256 << 20
        /// Seconds that a lease lasts without a heartbeat.
        public var leaseSeconds = 30.0
        /// Seconds without a job after which a module process is ended.
        public var idleSeconds = 60.0
        public init() {}
    }

    /// The callback that reports a job's end; nil when nobody waits for one.
    public typealias CallbackMaker =
        @Sendable (JobRecord, JobState, _ result: [UInt8]?, JobError?) -> NewCallback?

    /// What results of a task type must fit; nil: an object.
    public typealias ResultSchemas = @Sendable (_ taskType: String) -> JSONSchema?
    /// What a site sets for a task type, below the settings of its jobs.
    public typealias SiteSettings = @Sendable (SiteID, _ taskType: String) -> JSONObject?

    struct State {
        var running = RunningJobs()
        /// Jobs whose end was asked for while a lease was being taken, which may be theirs; nil while none is.
        var askedMeanwhile: Set<JobID>?
        /// Sites whose jobs cannot run, as far as is known, and until when none of them is taken.
        var heldBack: [SiteID: WallTime] = [:]
        var isStopping = false
        var hasEnded = false
        var stopper: CheckedContinuation<Void, Never>?
        /// Every lease of what runs lasts `leaseSeconds` from here, or longer.
        var keptAt: WallTime?
        /// Who waits for the loop to come around.
        var pulses: [CheckedContinuation<Void, Never>] = []
    }

    let queue: any QueueEngine
    let runner: JobRunner
    let pace: SitePace
    /// What the pace is measured by: it is never set, as the clock of the day is.
    let steady: any WallClock
    let clock: any WallClock
    let log: Logger
    let options: Options
    let directory: JobDirectory
    /// Ring when a job was accepted.
    public let doorbell = Doorbell()
    let state: Lock<State>

    /// One set of services for the jobs of every site, and no limit of their pace.
    public convenience init(
        queue: any QueueEngine,
        route: ModuleRoute,
        services: HostServices,
        results: @escaping ResultSchemas = { _ in nil },
        settings: @escaping SiteSettings = { _, _ in nil },
        callback: @escaping CallbackMaker,
        didSettle: @escaping @Sendable () -> Void,
        didMove: @escaping @Sendable (JobTransition) -> Void = { _ in },
        clock: any WallClock,
        log: Logger,
        options: Options = Options()
    ) {
        self.init(
            queue: queue,
            route: route,
            services: { _ in services },
            pace: SitePace(),
            results: results,
            settings: settings,
            callback: callback,
            didSettle: didSettle,
            didMove: didMove,
            clock: clock,
            log: log,
            options: options
        )
    }

    /// - Parameters:
    ///   - services: what the jobs of a site get, asked at each start of one; nil where the site is not configured: its
    ///     jobs wait.
    ///   - pace: how fast the jobs of a site may begin. Those that may not are left in the queue.
    ///   - steady: what the pace's times are measured by; nil: `clock`.
    public init(
        queue: any QueueEngine,
        route: ModuleRoute,
        services: @escaping @Sendable (SiteID) -> HostServices?,
        pace: SitePace,
        steady: (any WallClock)? = nil,
        results: @escaping ResultSchemas = { _ in nil },
        settings: @escaping SiteSettings = { _, _ in nil },
        callback: @escaping CallbackMaker,
        didSettle: @escaping @Sendable () -> Void,
        didMove: @escaping @Sendable (JobTransition) -> Void = { _ in },
        clock: any WallClock,
        log: Logger,
        observation: Observation = Observation(),
        options: Options = Options()
    ) {
        self.queue = queue
        self.pace = pace
        self.steady = steady ?? clock
        directory = observation.jobs
        self.clock = clock
        self.log = log
        self.options = options
        state = Lock(State())
        runner = JobRunner(
            queue: queue,
            route: route,
            services: services,
            results: results,
            settings: settings,
            callback: callback,
            didSettle: didSettle,
            didMove: didMove,
            clock: clock,
            log: log,
            metrics: observation.metrics
        )
    }

    /// Works until `stop`, and then until every run has ended.
    public func run() async {
        let heartbeat = Task { await self.beat() }
        while !state.withLock({ $0.isStopping }) {
            do throws(QueueError) {
                try await fill()
            } catch {
                log.error("jobs cannot be taken from the queue: \(error)")
                doorbell.setAlarm(after: 1)
            }
            answerPulses()
            await doorbell.wait()
        }
        answerPulses()
        // Nothing is leased any more, so what is in flight now is all there is.
        while let task = state.withLock({ $0.running.first?.task }) { await task.value }
        heartbeat.cancel()
        let stopper = state.withLock { state in
            state.hasEnded = true
            return state.stopper.take()
        }
        stopper?.resume()
    }

    /// Returns when the loop has come around once more, which it does only while the queue answers it. While it hangs,
    /// this does not return.
    public func pulse() async {
        await withCheckedContinuation { continuation in
            // A loop that was told to stop only waits for what is in flight.
            let isOver = state.withLock { state in
                if !state.isStopping { state.pulses.append(continuation) }
                return state.isStopping
            }
            if isOver { continuation.resume() } else { doorbell.ring() }
        }
    }

    private func answerPulses() {
        let waiting = state.withLock { state in
            defer { state.pulses = [] }
            return state.pulses
        }
        for waiting in waiting { waiting.resume() }
    }

    /// Takes no more jobs; gives those in flight `seconds` to end, then cuts them short. They go back to the
    /// queue uncharged, at once. A run whose end cannot be recorded (a full disk) is let go some seconds later; its
    /// lease is given back by the next start. Returns when `run` has ended.
    public func stop(drain seconds: Double) async {
        state.withLock { $0.isStopping = true }
        doorbell.ring()
        let cut = Task {
            try await Task.sleep(for: .seconds(seconds))
            runner.route.close()
            try await Task.sleep(for: .seconds(5))
            for run in state.withLock({ $0.running.all }) { run.request.letGo() }
        }
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.hasEnded { state.stopper = continuation }
                return state.hasEnded
            }
            if isOver { continuation.resume() }
        }
        cut.cancel()
        runner.route.close()
    }

    /// Leases what is due and fits, and sets the alarm for what is not due yet.
    private func fill() async throws(QueueError) {
        let now = clock.now()
        var isFull = false
        for suspects in [true, false] {
            isFull = false
            // Not without end: suspects and whoever waits for a pulse have their turn beside a flood of quick jobs.
            for _ in 0..<16 {
                guard let terms = terms(suspects: suspects, now: now) else { break }
                try await keepBefore(now)
                state.withLock { $0.askedMeanwhile = [] }
                defer { state.withLock { $0.askedMeanwhile = nil } }
                let leased = try await queue.lease(terms, now: now, until: now + options.leaseSeconds)
                for job in leased { begin(job, now: now) }
                isFull = leased.count == terms.limit
                if !isFull { break }
            }
            if isFull { doorbell.ring() }
        }
        try await setAlarm(after: now)
    }

    /// Asks the run of a job to end, if it runs here; it is settled as cancelled then. The queue was told before.
    public func cancel(_ job: JobID) {
        let requests = state.withLock { state in
            state.askedMeanwhile?.insert(job)
            return state.running.runs(of: job).map(\.request)
        }
        for request in requests { request.make() }
    }

    private func begin(_ job: LeasedJob, now: WallTime) {
        let isAlone = job.record.counters.isSuspect
        let lane = Lane(site: job.record.site, taskType: job.record.taskType)
        let wait = allow(job.record, now: now)
        let name = job.lease.job.text
        directory.note(
            name,
            [
                (name: "site", value: job.record.site.name),
                (name: "request_id", value: job.record.requestID ?? ""),
            ]
        )
        runner.didMove(JobTransition(job.record, at: job.record.updatedAt))
        // Under the lock, so that a job which ends at once does not leave its entry behind.
        let (run, outrun) = state.withLock { state -> (RunningJobs.Run, [RunningJobs.Run]) in
            let isAsked = state.askedMeanwhile?.contains(job.lease.job) == true
            let request = CancelRequest(isMade: isAsked || job.record.cancelRequestedAt != nil)
            let older = state.running.runs(of: job.lease.job)
            let task = Task {
                await self.runner.run(job, request, wait: wait)
                self.directory.forget(name)
                self.state.withLock { $0.running[job.lease] = nil }
                self.doorbell.ring()
            }
            let run = RunningJobs.Run(
                task: task,
                request: request,
                lane: lane,
                bytes: job.input.count + job.settings.count,
                isAlone: isAlone
            )
            state.running[job.lease] = run
            return (run, older)
        }
        // The task alone: with the request in it, the request would hold itself and the task for ever.
        run.request.whenCutShort { [task = run.task] in task.cancel() }
        for older in outrun { older.request.letGo() }
    }

    /// Keeps the leases of what is in flight, and ends processes that have nothing to do.
    private func beat() async {
        let interval = max(0.5, min(options.leaseSeconds / 3, options.idleSeconds / 2))
        while !Task.isCancelled {
            do { try await Task.sleep(for: .seconds(interval)) } catch { return }
            runner.route.reapIdle(after: options.idleSeconds)
            do throws(QueueError) {
                try await keep(clock.now())
            } catch {
                log.error("leases cannot be extended: \(error)")
            }
        }
    }

    /// Before what ran out is leased anew: what runs here must not be among it, because the host was stopped for longer
    /// than a lease lasts, or the clock was set.
    private func keepBefore(_ now: WallTime) async throws(QueueError) {
        let isFresh = state.withLock { state in
            guard let keptAt = state.keptAt, state.running.count > 0 else {
                // What is leased from now on lasts longer than from here.
                state.keptAt = now
                return true
            }
            return now >= keptAt && now - keptAt < options.leaseSeconds / 2
        }
        if !isFresh { try await keep(now) }
    }

    private func keep(_ now: WallTime) async throws(QueueError) {
        let leases = state.withLock { $0.running.leases }
        guard !leases.isEmpty else { return }
        let lost = try await queue.extend(leases, until: now + options.leaseSeconds)
        state.withLock { $0.keptAt = now }
        for lease in lost {
            log.warning("a lease was lost; its job is stopped here", ["job_id": lease.job.text])
            state.withLock { $0.running[lease] }?.request.letGo()
        }
    }
}
