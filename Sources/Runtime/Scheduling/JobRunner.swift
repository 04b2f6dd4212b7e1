// SPDX-License-Identifier: Apache-2.0
import Jobs
import Modules
import Observability
import Queue
import Services

/// Sees one leased job through: module, lifecycle, settlement.
///
/// What a job holds while it waits, as for a model, is the frames of suspended functions, and thousands wait at once. So
/// whatever is large stays out of the functions that wait: values behind references, what comes before and after in
/// functions of its own.
final class JobRunner: Sendable {
    let queue: any QueueEngine
    let route: ModuleRoute
    /// Nil for a site that is not configured.
    let services: @Sendable (SiteID) -> HostServices?
    let results: Scheduler.ResultSchemas
    let settings: Scheduler.SiteSettings
    let callback: Scheduler.CallbackMaker
    let didSettle: @Sendable () -> Void
    let didMove: @Sendable (JobTransition) -> Void
    let clock: any WallClock
    let log: Logger
    let metrics: HostMetrics

    init(
        queue: any QueueEngine,
        route: ModuleRoute,
        services: @escaping @Sendable (SiteID) -> HostServices?,
        results: @escaping Scheduler.ResultSchemas,
        settings: @escaping Scheduler.SiteSettings,
        callback: @escaping Scheduler.CallbackMaker,
        didSettle: @escaping @Sendable () -> Void,
        didMove: @escaping @Sendable (JobTransition) -> Void,
        clock: any WallClock,
        log: Logger,
        metrics: HostMetrics
    ) {
        self.queue = queue
        self.route = route
        self.services = services
        self.results = results
        self.settings = settings
        self.callback = callback
        self.didSettle = didSettle
        self.didMove = didMove
        self.clock = clock
        self.log = log
        self.metrics = metrics
    }

    /// The calling task is cancelled when `request` says that the run is to be cut short; its end is recorded all the same.
    /// - Parameter wait: seconds until a job of this site may begin; 0: now.
    @inline(never)
    func run(_ job: LeasedJob, _ request: CancelRequest, wait: Double) async {
        guard let session = await opened(job, request, wait: wait) else { return }
        let started = clock.now()
        let end = await end(job, session, request)
        await conclude(job, session, request, end, started)
    }

    /// What becomes of a job that was leased.
    private indirect enum Opening {
        case run(SessionServices)
        case settle(Settlement)
        case putBack(seconds: Double)
    }

    /// How a run ended.
    private final class End: Sendable {
        let event: JobLifecycle.Event
        let facts: RunFacts?

        init(_ event: JobLifecycle.Event, _ facts: RunFacts? = nil) {
            self.event = event
            self.facts = facts
        }
    }

    /// Nil when the job does not run now; that is recorded then.
    @inline(never)
    private func opened(_ job: LeasedJob, _ request: CancelRequest, wait: Double) async -> SessionServices? {
        let opening = open(job, request, wait: wait)
        if case .run(let session) = opening { return session }
        await leave(job, opening, request)
        return nil
    }

    @inline(never)
    private func leave(_ job: LeasedJob, _ opening: Opening, _ request: CancelRequest) async {
        switch opening {
        case .run: break
        case .settle(let settlement): await settle(job, settlement, request)
        case .putBack(let seconds): await putBack(job, seconds: seconds, request)
        }
    }

    @inline(never)
    private func open(_ job: LeasedJob, _ request: CancelRequest, wait: Double) -> Opening {
        guard !request.isMade else {
            // It was asked for while nobody could tell the module, as when the host had died.
            var lifecycle = JobLifecycle(counters: job.record.counters, policy: job.record.retry)
            let action = lifecycle.handle(.interrupted(retryAfter: 0), jitter: 0, isToCancel: true)
            return .settle(settlement(job.record, action, lifecycle.counters, nil))
        }
        guard let services = services(job.record.site) else {
            log.error(
                "the job's site is not configured; the job waits",
                ["job_id": job.record.id.text, "site": job.record.site.name]
            )
            return .putBack(seconds: 60)
        }
        // It was leased because the pace allowed it, and meanwhile the configuration was changed.
        guard wait <= 0 else { return .putBack(seconds: wait) }
        let session = SessionServices(
            services,
            owner: SessionServices.Owner(
                job: job.record.id,
                site: job.record.site,
                taskType: job.record.taskType,
                attempt: job.record.counters.attempts + 1,
                settings: job.settings
            ),
            seconds: job.record.retry.softTimeout,
            runPart: route.partRunner(for: job.record.taskType, site: job.record.site)
        )
        return .run(session)
    }

    @inline(never)
    private func conclude(
        _ job: LeasedJob,
        _ session: SessionServices,
        _ request: CancelRequest,
        _ end: End,
        _ started: WallTime
    ) async {
        session.close()
        metrics.attempts.add(1, job.record.taskType, Self.word(end.event))
        metrics.runSeconds.observe(clock.now() - started, job.record.taskType)
        await settle(job, settlement(job, session, request, end), request, session.usage)
    }

    @inline(never)
    private func settlement(
        _ job: LeasedJob,
        _ session: SessionServices,
        _ request: CancelRequest,
        _ end: End
    ) -> Settlement {
        // A lost lease or a stop cuts the run short too, and is no wish for its end; one that was made counts all the same.
        var lifecycle = JobLifecycle(counters: job.record.counters, policy: job.record.retry)
        let action = lifecycle.handle(end.event, jitter: Double.random(in: 0..<1), isToCancel: request.isMade)
        let facts = end.facts.map { provenance($0, session) }
        return settlement(job.record, action, lifecycle.counters, facts)
    }

    @inline(never)
    private func end(_ job: LeasedJob, _ session: SessionServices, _ request: CancelRequest) async -> End {
        guard let pool = pool(for: job) else { return noModule(job) }
        let end = await run(job, in: pool, session)
        return self.end(end, job, session, request)
    }

    @inline(never)
    private func pool(for job: LeasedJob) -> ModulePool? {
        route.pool(for: job.record.taskType, site: job.record.site)
    }

    @inline(never)
    private func run(_ job: LeasedJob, in pool: ModulePool, _ session: SessionServices) async -> ModuleRunEnd {
        await pool.run(
            moduleJob(job),
            alone: job.record.counters.isSuspect,
            services: session,
            grace: max(0, job.record.retry.hardTimeout - job.record.retry.softTimeout)
        )
    }

    @inline(never)
    private func noModule(_ job: LeasedJob) -> End {
        let record = job.record
        log.error("no module offers task type \(record.taskType); the job waits", ["job_id": record.id.text])
        let reason = JobError(.retryable, code: "no_module", message: "no module offers \(record.taskType)")
        return End(.deferred(retryAfter: 60, reason: reason))
    }

    @inline(never)
    private func moduleJob(_ job: LeasedJob) -> ModuleJob {
        let record = job.record
        return ModuleJob(
            id: record.id,
            taskType: record.taskType,
            attempt: record.counters.attempts + 1,
            input: job.input,
            settings: JobSettings.merged(job.settings, over: settings(record.site, record.taskType)),
            softTimeout: record.retry.softTimeout,
            hardTimeout: record.retry.hardTimeout
        )
    }

    /// What the run's end is to the job. Called within the task that ran it, whose cancellation counts.
    @inline(never)
    private func end(
        _ end: ModuleRunEnd,
        _ job: LeasedJob,
        _ session: SessionServices,
        _ request: CancelRequest
    ) -> End {
        let record = job.record
        switch end {
        case .succeeded(let result, let facts):
            if let error = ResultCheck.error(in: result, schema: results(record.taskType)) {
                return End(.failed(error), facts)
            }
            return End(.succeeded(result: result), facts)
        case .failed(let error, let facts):
            // Cut short because the lease was lost or the host stops: nobody cancelled the job itself.
            if Task.isCancelled, !request.isMade { return End(.interrupted(retryAfter: 0)) }
            if let deferral = deferral(error, record, session) { return End(deferral, facts) }
            return End(.failed(softTimeoutAsRetryable(error, record, facts)), facts)
        case .died(let alone, let evidence): return End(.processDied(alone: alone, evidence: evidence))
        case .notRun(let reason, let retryAfter):
            // A stop or a lost lease found it waiting, or in a process that the host ended.
            guard retryAfter > 0, !Task.isCancelled else { return End(.interrupted(retryAfter: retryAfter)) }
            let error = JobError(.retryable, code: "no_process", message: reason)
            return End(.deferred(retryAfter: retryAfter, reason: error))
        }
    }

    /// Longer than this, in seconds since it came, a job is not deferred; what hinders it then costs attempts.
    private static let longestDeferral = 7.0 * 86_400

    /// The host's own word that the run ended by what only time or a person can mend; never the module's alone. A task
    /// may give such an end a code of its own, as one does that had begun to stream: where no later call had an answer,
    /// it ended by that all the same.
    private func deferral(
        _ error: JobError,
        _ record: JobRecord,
        _ session: SessionServices
    ) -> JobLifecycle.Event? {
        guard let deferral = session.deferral, clock.now() - record.createdAt < Self.longestDeferral else { return nil }
        switch error.class {
        case .retryable where error.code == deferral.code: break
        case .retryable, .permanent: guard session.standingDeferral != nil else { return nil }
        // The task was told to stop, or is the input's own fault.
        case .cancelled, .poison: return nil
        }
        // Up to half as long again, so that jobs that were deferred together do not come back together.
        let wait = (deferral.retryAfter ?? 0) * Double.random(in: 1..<1.5)
        return .deferred(retryAfter: wait, reason: deferral)
    }

    /// How a run ended, for those who count.
    private static func word(_ event: JobLifecycle.Event) -> String {
        switch event {
        case .succeeded: "succeeded"
        case .failed: "failed"
        case .processDied: "died"
        case .interrupted: "interrupted"
        case .deferred: "deferred"
        }
    }

    /// A task that stopped because its soft limit passed says "cancelled"; for the job that is a failed attempt.
    private func softTimeoutAsRetryable(_ error: JobError, _ record: JobRecord, _ facts: RunFacts) -> JobError {
        guard error.class == .cancelled, Double(facts.milliseconds) >= record.retry.softTimeout * 1000 else {
            return error
        }
        let limit = record.retry.softTimeout
        return JobError(.retryable, code: "timed_out", message: "the task did not end within \(limit) s")
    }
}
