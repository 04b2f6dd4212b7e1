// SPDX-License-Identifier: Apache-2.0
public import Jobs
import Locks
public import Observability
public import Outbound
public import Queue
public import Threads

/// Delivers callbacks from the outbox until each has arrived or is given up. Knows nothing of tasks: whatever
/// happens here, no job runs again.
public final class DeliveryWorker: Sendable {
    /// Attempts under way at once.
    private static let concurrency = 64
    /// Seconds that a claim holds: longer than an attempt can take.
    private static let claimSeconds = 120.0

    private struct State {
        var isStopping = false
        var hasEnded = false
        var stopper: CheckedContinuation<Void, Never>?
        var attempts: [CallbackID: Task<Void, Never>] = [:]
    }

    private let outbox: any Outbox
    private let sender: CallbackSender
    private let sites: Lock<[SiteID: DeliverySite]>
    private let clock: any WallClock
    private let log: Logger
    private let schedule = DeliverySchedule()
    private let state = Lock(State())
    /// Ring when a callback was written.
    public let doorbell = Doorbell()

    public init(
        outbox: any Outbox,
        client: any HTTPClient,
        sites: [DeliverySite],
        clock: any WallClock,
        log: Logger
    ) {
        self.outbox = outbox
        sender = CallbackSender(client: client)
        self.sites = Lock(Self.byID(sites))
        self.clock = clock
        self.log = log
    }

    /// From now on, callbacks go out as these sites say. Attempts under way end as they began.
    public func replace(_ sites: [DeliverySite]) { self.sites.withLock { $0 = Self.byID(sites) } }

    private static func byID(_ sites: [DeliverySite]) -> [SiteID: DeliverySite] {
        Dictionary(sites.map { ($0.site, $0) }) { first, _ in first }
    }

    /// Works until `stop`, and then until every attempt has ended.
    public func run() async {
        while !state.withLock({ $0.isStopping }) {
            do throws(QueueError) {
                try await fill()
            } catch {
                log.error("callbacks cannot be taken from the outbox: \(error)")
                doorbell.setAlarm(after: 1)
            }
            await doorbell.wait()
        }
        while let attempt = state.withLock({ $0.attempts.values.first }) { await attempt.value }
        let stopper = state.withLock { state in
            state.hasEnded = true
            return state.stopper.take()
        }
        stopper?.resume()
    }

    /// Begins no further attempt and waits until `run` has ended.
    public func stop() async {
        state.withLock { $0.isStopping = true }
        doorbell.ring()
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.hasEnded { state.stopper = continuation }
                return state.hasEnded
            }
            if isOver { continuation.resume() }
        }
    }

    private func fill() async throws(QueueError) {
        while true {
            let room = state.withLock { $0.isStopping ? 0 : Self.concurrency - $0.attempts.count }
            guard room > 0 else { return }
            let now = clock.now()
            let due = try await outbox.claimDue(limit: room, now: now, until: now + Self.claimSeconds)
            for callback in due { begin(callback) }
            if due.count < room { break }
        }
        if let next = try await outbox.nextCallbackDue() {
            doorbell.setAlarm(after: max(0.005, next - clock.now()))
        }
    }

    private func begin(_ callback: Callback) {
        let id = callback.content.id
        state.withLock { state in
            // Claimed again because a clock jumped: the attempt under way decides.
            guard state.attempts[id] == nil else { return }
            state.attempts[id] = Task {
                await self.attempt(callback)
                self.state.withLock { $0.attempts[id] = nil }
                self.doorbell.ring()
            }
        }
    }

    private func attempt(_ callback: Callback) async {
        let now = clock.now()
        var fields = ["job_id": callback.job.text, "callback_id": callback.content.id.text]
        let meeting: DeliverySchedule.Meeting
        let attempt: DeliveryAttempt
        if let site = sites.withLock({ $0[callback.content.site] }) {
            (meeting, attempt) = await sender.send(callback, for: site, now: now)
        } else {
            meeting = .noAnswer
            let error = "site \(callback.content.site) is not configured any more"
            attempt = DeliveryAttempt(at: now, status: nil, error: error, milliseconds: 0)
        }
        let outcome = schedule.outcome(
            of: meeting,
            attempts: callback.attempts + 1,
            age: now - callback.createdAt,
            now: clock.now(),
            jitter: Double.random(in: 0..<1)
        )
        if let error = attempt.error { fields["error"] = error }
        switch outcome {
        case .delivered: log.info("callback delivered", fields)
        case .retry: log.warning("callback not delivered; it is tried again", fields)
        case .abandoned: log.error("callback given up; see `mortise jobs show`", fields)
        }
        do throws(QueueError) {
            try await outbox.record(callback.content.id, outcome, attempt: attempt)
        } catch {
            // The claim runs out and the callback is sent again: at least once, never less.
            log.error("an attempt cannot be recorded: \(error)", fields)
        }
    }
}
