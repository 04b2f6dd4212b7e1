// SPDX-License-Identifier: Apache-2.0
public import Jobs
public import Observability
public import Outbound
public import Queue
import Synchronization
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
        var loop: Task<Void, Never>?
        var attempts: [CallbackID: Task<Void, Never>] = [:]
    }

    private let outbox: any Outbox
    private let sender: CallbackSender
    private let sites: [SiteID: DeliverySite]
    private let clock: any WallClock
    private let log: Logger
    private let schedule = DeliverySchedule()
    private let state = Mutex(State())
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
        self.sites = Dictionary(sites.map { ($0.site, $0) }) { first, _ in first }
        self.clock = clock
        self.log = log
    }

    /// Works until `stop`.
    public func run() async {
        let loop = Task { await self.loop() }
        state.withLock { $0.loop = loop }
        await loop.value
    }

    private func loop() async {
        while !state.withLock({ $0.isStopping }) {
            do throws(QueueError) {
                try await fill()
            } catch {
                log.error("callbacks cannot be taken from the outbox: \(error)")
                doorbell.setAlarm(after: 1)
            }
            await doorbell.wait()
        }
    }

    /// Begins no further attempt and waits for those under way.
    public func stop() async {
        let loop = state.withLock { state in
            state.isStopping = true
            return state.loop
        }
        doorbell.ring()
        // What it is claiming just now is still begun, and waited for below.
        await loop?.value
        for attempt in state.withLock({ Array($0.attempts.values) }) { await attempt.value }
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
        if let site = sites[callback.content.site] {
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
