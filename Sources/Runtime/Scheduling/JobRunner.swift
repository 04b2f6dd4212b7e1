// SPDX-License-Identifier: Apache-2.0
import Jobs
import Modules
import Observability
import Queue

/// Sees one leased job through: module, lifecycle, settlement.
struct JobRunner: Sendable {
    let queue: any QueueEngine
    let route: ModuleRoute
    let services: HostServices
    let results: Scheduler.ResultSchemas
    let settings: Scheduler.SiteSettings
    let callback: Scheduler.CallbackMaker
    let didSettle: @Sendable () -> Void
    let clock: any WallClock
    let log: Logger
    let metrics: HostMetrics

    func run(_ job: LeasedJob) async {
        let started = clock.now()
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
        let (event, facts) = await event(job, session)
        session.close()
        metrics.attempts.add(1, job.record.taskType, Self.word(event))
        metrics.runSeconds.observe(clock.now() - started, job.record.taskType)
        var lifecycle = JobLifecycle(counters: job.record.counters, policy: job.record.retry)
        let action = lifecycle.handle(event, jitter: Double.random(in: 0..<1))
        let settlement = settlement(job.record, action, lifecycle.counters, facts.map { provenance($0, session) })
        await settle(job, settlement)
    }

    private func event(_ job: LeasedJob, _ session: SessionServices) async -> (JobLifecycle.Event, RunFacts?) {
        let record = job.record
        guard let pool = route.pool(for: record.taskType, site: record.site) else {
            log.error("no module offers task type \(record.taskType); the job waits", ["job_id": record.id.text])
            return (.interrupted(retryAfter: 60), nil)
        }
        let end = await pool.run(
            ModuleJob(
                id: record.id,
                taskType: record.taskType,
                attempt: record.counters.attempts + 1,
                input: job.input,
                settings: JobSettings.merged(job.settings, over: settings(record.site, record.taskType)),
                softTimeout: record.retry.softTimeout,
                hardTimeout: record.retry.hardTimeout
            ),
            alone: record.counters.isSuspect,
            services: session
        )
        switch end {
        case .succeeded(let result, let facts):
            if let error = ResultCheck.error(in: result, schema: results(record.taskType)) {
                return (.failed(error), facts)
            }
            return (.succeeded(result: result), facts)
        case .failed(let error, let facts):
            // Cut short because the lease was lost or the host stops: nobody cancelled the job itself.
            if Task.isCancelled { return (.interrupted(retryAfter: 0), nil) }
            return (.failed(softTimeoutAsRetryable(error, record, facts)), facts)
        case .died(let alone, let evidence): return (.processDied(alone: alone, evidence: evidence), nil)
        case .notRun(_, let retryAfter): return (.interrupted(retryAfter: retryAfter), nil)
        }
    }

    /// How a run ended, for those who count.
    private static func word(_ event: JobLifecycle.Event) -> String {
        switch event {
        case .succeeded: "succeeded"
        case .failed: "failed"
        case .processDied: "died"
        case .interrupted: "interrupted"
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

    private func provenance(_ facts: RunFacts, _ session: SessionServices) -> Provenance {
        Provenance(
            module: facts.module,
            moduleHash: facts.moduleHash,
            abi: facts.abi,
            generation: facts.generation,
            tier: facts.tier,
            models: session.models,
            milliseconds: facts.milliseconds
        )
    }

    private func settlement(
        _ record: JobRecord,
        _ action: JobLifecycle.Action,
        _ counters: JobCounters,
        _ provenance: Provenance?
    ) -> Settlement {
        let now = clock.now()
        switch action {
        case .finish(let state, let result, let error, let evidence):
            return Settlement(
                state: state,
                counters: counters,
                availableAt: now,
                result: result,
                error: error,
                evidence: evidence,
                provenance: provenance,
                callback: callback(record, state, result, error),
                at: now
            )
        case .requeue(let delay, let error):
            return Settlement(
                state: .queued,
                counters: counters,
                availableAt: now + delay,
                error: error ?? record.error,
                at: now
            )
        }
    }

    /// Tries until it is durable: a result that exists is not thrown away because the disk is full.
    private func settle(_ job: LeasedJob, _ settlement: Settlement) async {
        var wait = 0.1
        while true {
            do throws(QueueError) {
                let isOurs = try await queue.settle(job.lease, settlement)
                report(job, settlement, isOurs: isOurs)
                return
            } catch {
                // The lease was lost, or the next start gives it back; a cancelled task could not even wait.
                if Task.isCancelled { return }
                log.error("a job's end cannot be recorded yet: \(error)", ["job_id": job.record.id.text])
                try? await Task.sleep(for: .seconds(wait))
                wait = min(wait * 2, 5)
            }
        }
    }

    private func report(_ job: LeasedJob, _ settlement: Settlement, isOurs: Bool) {
        var fields = ["job_id": job.record.id.text, "site": job.record.site.name, "task": job.record.taskType]
        guard isOurs else {
            return log.warning("a job's end came too late: its lease had passed to another", fields)
        }
        if let error = settlement.error { fields["error"] = "\(error.code): \(error.message)" }
        if let provenance = settlement.provenance { fields["ms"] = "\(provenance.milliseconds)" }
        switch settlement.state {
        case .succeeded: log.info("job succeeded", fields)
        case .queued: log.info("job goes back to the queue", fields)
        default: log.warning("job \(settlement.state.rawValue)", fields)
        }
        if settlement.state.isTerminal {
            metrics.ended.add(1, job.record.site.name, job.record.taskType, settlement.state.rawValue)
            metrics.latencySeconds.observe(settlement.at - job.record.createdAt, job.record.taskType)
        }
        if settlement.callback != nil { didSettle() }
    }
}
