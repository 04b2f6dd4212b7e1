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
        public var concurrency = 512
        /// Suspects in flight at once, each in a process of its own.
        public var aloneConcurrency = 8
        /// Seconds that a lease lasts without a heartbeat.
        public var leaseSeconds = 30.0
        /// Seconds without a job after which a module process is ended.
        public var idleSeconds = 60.0
        /// Jobs a second that paid providers allow; nil: no limit.
        public var rate: TokenBucket?
        public init() {}
    }

    /// The callback that reports a job's end; nil when nobody waits for one.
    public typealias CallbackMaker =
        @Sendable (JobRecord, JobState, _ result: [UInt8]?, JobError?) -> NewCallback?

    /// What results of a task type must fit; nil: an object.
    public typealias ResultSchemas = @Sendable (_ taskType: String) -> JSONSchema?
    /// What a site sets for a task type, below the settings of its jobs.
    public typealias SiteSettings = @Sendable (SiteID, _ taskType: String) -> JSONObject?

    /// Seconds until a job of this site may begin; 0: now, and it is counted.
    public typealias Pace = @Sendable (SiteID, _ now: WallTime) -> Double

    struct Run {
        let task: Task<Void, Never>
        let request: CancelRequest
    }

    struct State {
        /// By lease, not by job: a lease that ran out can be taken anew while its first run is still here.
        var running: [Lease: Run] = [:]
        /// Jobs whose end was asked for while a lease was being taken, which may be theirs; nil while none is.
        var askedMeanwhile: Set<JobID>?
        var alone = 0
        var isStopping = false
        var hasEnded = false
        var stopper: CheckedContinuation<Void, Never>?
        var rate: TokenBucket?
    }

    let queue: any QueueEngine
    let runner: JobRunner
    let clock: any WallClock
    let log: Logger
    let options: Options
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
            pace: { _, _ in 0 },
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

    /// - Parameter services: what the jobs of a site get, asked at each start of one; nil where the site is not
    ///   configured: its jobs wait.
    public init(
        queue: any QueueEngine,
        route: ModuleRoute,
        services: @escaping @Sendable (SiteID) -> HostServices?,
        pace: @escaping Pace,
        results: @escaping ResultSchemas = { _ in nil },
        settings: @escaping SiteSettings = { _, _ in nil },
        callback: @escaping CallbackMaker,
        didSettle: @escaping @Sendable () -> Void,
        didMove: @escaping @Sendable (JobTransition) -> Void = { _ in },
        clock: any WallClock,
        log: Logger,
        options: Options = Options()
    ) {
        self.queue = queue
        self.clock = clock
        self.log = log
        self.options = options
        state = Lock(State(rate: options.rate))
        runner = JobRunner(
            queue: queue,
            route: route,
            services: services,
            pace: pace,
            results: results,
            settings: settings,
            callback: callback,
            didSettle: didSettle,
            didMove: didMove,
            clock: clock,
            log: log
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
            await doorbell.wait()
        }
        // Nothing is leased any more, so what is in flight now is all there is.
        while let task = state.withLock({ $0.running.values.first?.task }) { await task.value }
        heartbeat.cancel()
        let stopper = state.withLock { state in
            state.hasEnded = true
            return state.stopper.take()
        }
        stopper?.resume()
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
            for run in state.withLock({ Array($0.running.values) }) { run.task.cancel() }
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
        for suspects in [true, false] {
            while true {
                let room = room(suspects: suspects)
                guard room > 0 else { break }
                let now = clock.now()
                state.withLock { $0.askedMeanwhile = [] }
                defer { state.withLock { $0.askedMeanwhile = nil } }
                let leased = try await queue.lease(
                    limit: min(room, 64),
                    suspects: suspects,
                    now: now,
                    until: now + options.leaseSeconds
                )
                state.withLock { $0.rate?.take(leased.count, now: now) }
                for job in leased { begin(job) }
                if leased.count < min(room, 64) { break }
            }
        }
        try await setAlarm()
    }

    private func room(suspects: Bool) -> Int {
        let now = clock.now()
        return state.withLock { state in
            guard !state.isStopping else { return 0 }
            let free =
                suspects
                ? options.aloneConcurrency - state.alone
                : options.concurrency - state.running.count
            return min(free, state.rate?.available(now: now) ?? free)
        }
    }

    /// Asks the run of a job to end, if it runs here; it is settled as cancelled then. The queue was told before.
    public func cancel(_ job: JobID) {
        let requests = state.withLock { state in
            state.askedMeanwhile?.insert(job)
            return state.running.filter { $0.key.job == job }.map(\.value.request)
        }
        for request in requests { request.make() }
    }

    private func begin(_ job: LeasedJob) {
        let isAlone = job.record.counters.isSuspect
        runner.didMove(JobTransition(job.record, at: job.record.updatedAt))
        // Under the lock, so that a job which ends at once does not leave its entry behind.
        let outrun = state.withLock { state -> [Task<Void, Never>] in
            let isAsked = state.askedMeanwhile?.contains(job.lease.job) == true
            let request = CancelRequest(isMade: isAsked || job.record.cancelRequestedAt != nil)
            if isAlone { state.alone += 1 }
            let older = state.running.filter { $0.key.job == job.lease.job }.map(\.value.task)
            let task = Task {
                await self.runner.run(job, request)
                self.state.withLock {
                    $0.running[job.lease] = nil
                    if isAlone { $0.alone -= 1 }
                }
                self.doorbell.ring()
            }
            state.running[job.lease] = Run(task: task, request: request)
            return older
        }
        for task in outrun { task.cancel() }
    }

    private func setAlarm() async throws(QueueError) {
        let now = clock.now()
        var wait: Double?
        for suspects in [true, false] where room(suspects: suspects) > 0 {
            guard let due = try await queue.nextDue(suspects: suspects) else { continue }
            wait = min(wait ?? .infinity, due - now)
        }
        let token = state.withLock { state -> Double? in
            guard state.rate != nil, state.rate?.available(now: now) == 0 else { return nil }
            return state.rate.map { rate in
                var rate = rate
                return rate.nextToken(now: now) - now
            }
        }
        if let token { wait = min(wait ?? .infinity, token) }
        if let wait { doorbell.setAlarm(after: max(0.005, wait)) }
    }

    /// Keeps the leases of what is in flight, and ends processes that have nothing to do.
    private func beat() async {
        let interval = max(0.5, min(options.leaseSeconds / 3, options.idleSeconds / 2))
        while !Task.isCancelled {
            do { try await Task.sleep(for: .seconds(interval)) } catch { return }
            runner.route.reapIdle(after: options.idleSeconds)
            let leases = state.withLock { Array($0.running.keys) }
            guard !leases.isEmpty else { continue }
            do throws(QueueError) {
                let lost = try await queue.extend(leases, until: clock.now() + options.leaseSeconds)
                for lease in lost {
                    log.warning("a lease was lost; its job is stopped here", ["job_id": lease.job.text])
                    state.withLock { $0.running[lease] }?.task.cancel()
                }
            } catch {
                log.error("leases cannot be extended: \(error)")
            }
        }
    }
}
