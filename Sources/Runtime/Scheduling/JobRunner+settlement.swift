// SPDX-License-Identifier: Apache-2.0
import Jobs
import Modules
import Observability
import Queue
import Services

/// The end of a run: what is written down of it, and who hears of it.
extension JobRunner {
    func provenance(_ facts: RunFacts, _ session: SessionServices) -> Provenance {
        Provenance(
            module: facts.module,
            moduleHash: facts.moduleHash,
            abi: facts.abi,
            generation: facts.generation,
            tier: facts.tier,
            models: session.models,
            milliseconds: facts.milliseconds,
            usage: JobUsage(session.usage)
        )
    }

    func settlement(
        _ record: JobRecord,
        _ action: JobLifecycle.Action,
        _ counters: JobCounters,
        _ provenance: Provenance?
    ) -> Settlement {
        let now = clock.now()
        switch action {
        case .finish(let state, let outcome, let result, let error, let evidence):
            return Settlement(
                state: state,
                counters: counters,
                availableAt: now,
                result: result,
                error: error,
                evidence: evidence,
                provenance: provenance,
                callback: callback(record, state, result, error),
                at: now,
                outcome: outcome
            )
        case .requeue(let outcome, let delay, let error):
            return Settlement(
                state: .queued,
                counters: counters,
                availableAt: now + delay,
                error: error ?? record.error,
                at: now,
                outcome: outcome
            )
        }
    }

    /// Back to the queue without a run and without a charge.
    @inline(never)
    func putBack(_ job: LeasedJob, seconds: Double, _ request: CancelRequest) async {
        let now = clock.now()
        let settlement = Settlement(
            state: .queued,
            counters: job.record.counters,
            availableAt: now + seconds,
            error: job.record.error,
            at: now
        )
        await settle(job, settlement, request, isSilent: true)
    }

    /// Tries until it is durable: a result that exists is not thrown away because the disk is full.
    @inline(never)
    func settle(
        _ job: LeasedJob,
        _ settlement: Settlement,
        _ request: CancelRequest,
        _ usage: CallUsage = CallUsage(),
        isSilent: Bool = false
    ) async {
        var wait = 0.1
        while true {
            do throws(QueueError) {
                let isOurs = try await queue.settle(job.lease, settlement)
                if !isSilent || !isOurs { report(job, settlement, usage, isOurs: isOurs) }
                return
            } catch {
                // The lease was lost, or the next start gives it back.
                if request.isLetGo { return }
                log.error("a job's end cannot be recorded yet: \(error)", ["job_id": job.record.id.text])
                await pause(wait, request)
                wait = min(wait * 2, 5)
            }
        }
    }

    /// In a task of its own: this one may be cancelled because the job is to be, and would not wait.
    private func pause(_ seconds: Double, _ request: CancelRequest) async {
        let pause = Task { try? await Task.sleep(for: .seconds(seconds)) }
        await withTaskCancellationHandler {
            await pause.value
        } onCancel: {
            if request.isLetGo { pause.cancel() }
        }
    }

    private func report(_ job: LeasedJob, _ settlement: Settlement, _ usage: CallUsage, isOurs: Bool) {
        var fields = ["job_id": job.record.id.text, "site": job.record.site.name, "task": job.record.taskType]
        guard isOurs else {
            return log.warning("a job's end came too late: its lease had passed to another", fields)
        }
        if let id = job.record.requestID { fields["request_id"] = id }
        if let outcome = settlement.outcome { fields["outcome"] = outcome.rawValue }
        if let error = settlement.error { fields["error"] = "\(error.code): \(error.message)" }
        if let provenance = settlement.provenance { fields["ms"] = "\(provenance.milliseconds)" }
        if usage.answers > 0 { fields.merge(usage.fields) { own, _ in own } }
        var record = job.record
        record.state = settlement.state
        record.outcome = settlement.outcome
        didMove(JobTransition(record, at: settlement.at))
        switch settlement.state {
        case .succeeded: log.info("job succeeded", fields)
        case .queued: log.info("job goes back to the queue", fields)
        default: log.warning("job \(settlement.state.rawValue)", fields)
        }
        if settlement.state.isTerminal {
            metrics.countEnd(
                site: job.record.site.name,
                task: job.record.taskType,
                state: settlement.state.rawValue,
                after: settlement.at - job.record.createdAt
            )
        }
        if settlement.callback != nil { didSettle() }
    }
}

extension JobUsage {
    fileprivate init(_ usage: CallUsage) {
        self.init(
            answers: Int64(usage.answers),
            inputTokens: Int64(usage.inputTokens),
            cachedTokens: Int64(usage.cachedInputTokens),
            outputTokens: Int64(usage.outputTokens),
            milliseconds: Int64(usage.milliseconds),
            unpriced: Int64(usage.unpriced),
            costs: usage.costs
        )
    }
}
