// SPDX-License-Identifier: Apache-2.0
import Jobs
import Locks
import Observability
import Queue

/// One attempt, and what it means for the callback and for its destination.
extension DeliveryWorker {
    func attempt(_ callback: Callback, at target: DeliveryTarget) async {
        let now = clock.now()
        let age = age(of: callback, at: now)
        let meeting: DeliverySchedule.Meeting
        let attempt: DeliveryAttempt
        if let site = sites.withLock({ $0[callback.content.site] }) {
            (meeting, attempt) = await sender.send(callback, for: site, now: now)
        } else {
            meeting = .unsendable
            let error = "site \(callback.content.site) is not configured any more"
            attempt = DeliveryAttempt(at: now, status: nil, error: error, milliseconds: 0)
        }
        let isCut = Task.isCancelled && (meeting == .noAnswer || meeting == .unanswered)
        note(isCut ? .undecided : event(meeting), target)
        // Cut short by the stop: the claim is freed by the next start, which knows what may have arrived, and nothing is
        // held against it.
        if isCut { return }
        if case .answered(410, _) = meeting { await disable(callback, target, now: now) }
        let outcome = schedule.outcome(
            of: meeting,
            attempts: callback.attempts + 1,
            age: age,
            now: clock.now(),
            jitter: Double.random(in: 0..<1),
            spacing: DeliveryRules.of(callback.content.contract).spacing
        )
        metrics.deliverySeconds.observe(Double(attempt.milliseconds) / 1000)
        await record(callback, outcome, attempt)
    }

    /// A callback that became too old while its destination was left alone.
    func giveUp(
        _ callback: Callback,
        _ target: DeliveryTarget,
        _ reason: DestinationTable.Reason,
        now: WallTime
    ) async throws(QueueError) {
        let why =
            switch reason {
            case .disabled: "\(target.origin) answered 410 and is switched off; see `mortise deliveries enable`"
            case .breaker, .busy, .untried: "\(target.origin) did not take it in time"
            }
        let attempt = DeliveryAttempt(at: now, status: nil, error: "not tried: \(why)", milliseconds: 0)
        await record(callback, .abandoned, attempt)
    }

    private func record(_ callback: Callback, _ outcome: DeliveryOutcome, _ attempt: DeliveryAttempt) async {
        var fields = fields(callback)
        if let status = attempt.status { fields["status"] = "\(status)" }
        if let error = attempt.error { fields["error"] = error }
        if let note = attempt.note { fields["note"] = note }
        switch outcome {
        case .delivered: log.info("callback delivered", fields)
        case .retry: log.warning("callback not delivered; it is tried again", fields)
        case .abandoned: log.error("callback given up; see `mortise deliveries show`", fields)
        }
        metrics.deliveries.add(1, callback.content.site.name, outcome.word)
        do throws(QueueError) {
            try await outbox.record(callback.content.id, outcome, attempt: attempt)
            state.withLock { $0.unrecorded[callback.content.id] = nil }
        } catch {
            // The claim runs out and the callback is sent again: at least once, never less.
            log.error("an attempt cannot be recorded: \(error)", fields)
            guard attempt.mayHaveArrived, let spacing = DeliveryRules.of(callback.content.contract).spacing else {
                return
            }
            let until = clock.now() + spacing
            state.withLock { state in
                if state.unrecorded.count < DestinationTable.breakerLimit {
                    state.unrecorded[callback.content.id] = until
                }
            }
        }
    }

    /// What an attempt says of its destination. One that answers works, whatever it thinks of the callback.
    private func event(_ meeting: DeliverySchedule.Meeting) -> CircuitBreaker.Event {
        switch meeting {
        case .answered(let status, let retryAfter) where status >= 500 || [408, 425, 429].contains(status):
            .failed(now: steady.now(), retryAfter: retryAfter, jitter: Double.random(in: 0..<1))
        case .answered: .succeeded
        case .noAnswer, .unanswered: .failed(now: steady.now(), retryAfter: nil, jitter: Double.random(in: 0..<1))
        case .forbidden, .unsendable: .undecided
        }
    }

    private func note(_ event: CircuitBreaker.Event, _ target: DeliveryTarget) {
        let fields = ["site": target.site.name, "destination": target.origin]
        switch state.withLock({ $0.destinations.ended(target, event) }) {
        case .opened(let until):
            let pause = ["seconds": "\(Int64(max(0, until - steady.now())))"]
            log.warning("a destination fails; it is left alone for a while", fields.merging(pause) { $1 })
        case .closed: log.info("a destination works again", fields)
        case .attempt, .hold, .nothing: break
        }
    }

    private func disable(_ callback: Callback, _ target: DeliveryTarget, now: WallTime) async {
        let isNew = state.withLock { state in
            let before = state.destinations.disabledCount
            state.destinations.disable(site: target.site, endpoint: target.endpoint)
            return state.destinations.disabledCount > before
        }
        guard isNew else { return }
        var fields = fields(callback)
        fields["destination"] = target.endpoint
        log.error("a destination answered 410 and is switched off; see `mortise deliveries enable`", fields)
        let note = DisabledDestination(
            site: target.site,
            destination: target.endpoint,
            since: now,
            callback: callback.content.id
        )
        do throws(QueueError) {
            try await outbox.disable(note)
        } catch {
            // It holds until the next start, where its next 410 says it again.
            log.error("that a destination is switched off cannot be recorded: \(error)", fields)
        }
    }

    private func fields(_ callback: Callback) -> [String: String] {
        var fields = [
            "job_id": callback.job.text, "callback_id": callback.content.id.text,
            "site": callback.content.site.name,
        ]
        fields["request_id"] = callback.requestID
        return fields
    }
}

extension DeliveryOutcome {
    /// For metrics.
    fileprivate var word: String {
        switch self {
        case .delivered: "delivered"
        case .retry: "retry"
        case .abandoned: "abandoned"
        }
    }
}
