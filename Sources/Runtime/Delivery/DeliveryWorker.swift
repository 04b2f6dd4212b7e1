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
    /// Attempts at once that began within `patience`: older ones wait for somebody slow and cost next to nothing, so
    /// that they keep nobody else waiting.
    static let concurrency = 64
    /// Attempts under way at once, slow ones included.
    static let limit = 512
    /// Seconds after which an attempt counts as slow.
    static let patience = 1.0
    /// Seconds that a claim holds: longer than an attempt can take.
    private static let claimSeconds = 120.0

    struct Attempt {
        let task: Task<Void, Never>
        let began: ContinuousClock.Instant
    }

    struct State {
        /// Attempts that may begin now.
        var room: Int {
            guard !isStopping else { return 0 }
            let oldest = ContinuousClock.now - .seconds(DeliveryWorker.patience)
            let young = attempts.values.count { $0.began > oldest }
            return min(DeliveryWorker.concurrency - young, DeliveryWorker.limit - attempts.count)
        }
        /// Seconds from the steady clock to the other, as `clockWasSet` found them.
        var apart = 0.0
        var isStopping = false
        var hasEnded = false
        var stopper: CheckedContinuation<Void, Never>?
        var attempts: [CallbackID: Attempt] = [:]
        /// Callbacks of which an attempt may have arrived and could not be recorded: until then, none is begun.
        var unrecorded: [CallbackID: WallTime] = [:]
        var destinations = DestinationTable()
    }

    /// How the destinations stand.
    public struct Figures: Sendable, Hashable {
        /// Destinations that are left alone for a while.
        public let open: Int
        /// Destinations at which one attempt finds out.
        public let halfOpen: Int
        /// Destinations that failed, but not often enough in a row.
        public let failing: Int
        /// Destinations that are switched off.
        public let disabled: Int
        /// Attempts under way.
        public let underWay: Int
    }

    let outbox: any Outbox & DeliveryLog
    let sender: CallbackSender
    let sites: Lock<[SiteID: DeliverySite]>
    let clock: any WallClock
    /// For the breakers, which a clock that is set must neither hold nor open.
    let steady: any WallClock
    let log: Logger
    let metrics: HostMetrics
    let schedule = DeliverySchedule()
    let state = Lock(State())
    /// Ring when a callback was written.
    public let doorbell = Doorbell()

    /// - Parameter steady: a clock that is never set; nil: `clock`.
    public init(
        outbox: any Outbox & DeliveryLog,
        client: any HTTPClient,
        sites: [DeliverySite],
        clock: any WallClock,
        steady: (any WallClock)? = nil,
        log: Logger,
        metrics: HostMetrics = HostMetrics()
    ) {
        self.outbox = outbox
        sender = CallbackSender(client: client)
        self.sites = Lock(Self.byID(sites))
        self.clock = clock
        self.steady = steady ?? clock
        self.log = log
        self.metrics = metrics
        clockWasSet()
    }

    /// The outbox has followed a clock that was set.
    public func clockWasSet() {
        let apart = clock.now() - steady.now()
        state.withLock { $0.apart = apart }
        doorbell.ring()
    }

    /// Seconds since a callback's schedule began. Nothing grows old by a clock that was set and that the outbox has not
    /// followed yet.
    func age(of callback: Callback, at now: WallTime) -> Double {
        let moved = now - steady.now() - state.withLock { $0.apart }
        return abs(moved) < 1 ? now - callback.createdAt : 0
    }

    /// As it stands now.
    public var figures: Figures {
        state.withLock { state in
            Figures(
                open: state.destinations.openCount,
                halfOpen: state.destinations.halfOpenCount,
                failing: state.destinations.failingCount,
                disabled: state.destinations.disabledCount,
                underWay: state.attempts.count
            )
        }
    }

    /// A person switched a destination on again: forgets what is held against it.
    public func enabled(site: SiteID, destination: String) {
        state.withLock { $0.destinations.enable(site: site, endpoint: destination) }
        doorbell.ring()
    }

    /// From now on, callbacks go out as these sites say. Attempts under way end as they began.
    public func replace(_ sites: [DeliverySite]) { self.sites.withLock { $0 = Self.byID(sites) } }

    private static func byID(_ sites: [DeliverySite]) -> [SiteID: DeliverySite] {
        Dictionary(sites.map { ($0.site, $0) }) { first, _ in first }
    }

    /// Works until `stop`, and then until every attempt has ended.
    public func run() async {
        var knowsDisabled = false
        while !state.withLock({ $0.isStopping }) {
            do throws(QueueError) {
                if !knowsDisabled {
                    let found = try await outbox.disabledDestinations()
                    state.withLock { state in
                        for found in found {
                            state.destinations.disable(site: found.site, endpoint: found.destination)
                        }
                    }
                    knowsDisabled = true
                }
                try await fill()
            } catch {
                log.error("callbacks cannot be taken from the outbox: \(error)")
                doorbell.setAlarm(after: 1)
            }
            await doorbell.wait()
        }
        while let attempt = state.withLock({ $0.attempts.values.first }) { await attempt.task.value }
        let stopper = state.withLock { state in
            state.hasEnded = true
            return state.stopper.take()
        }
        stopper?.resume()
    }

    /// Begins no further attempt and waits until `run` has ended.
    /// - Parameter seconds: for attempts that are under way; then they are cut short, uncharged, and come again with the
    ///   next start.
    public func stop(within seconds: Double = 15) async {
        state.withLock { $0.isStopping = true }
        doorbell.ring()
        let cut = Task {
            try await Task.sleep(for: .seconds(seconds))
            for attempt in state.withLock({ Array($0.attempts.values) }) { attempt.task.cancel() }
        }
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.hasEnded { state.stopper = continuation }
                return state.hasEnded
            }
            if isOver { continuation.resume() }
        }
        cut.cancel()
    }

    private func fill() async throws(QueueError) {
        while true {
            let room = state.withLock { $0.room }
            guard room > 0 else { return doorbell.setAlarm(after: Self.patience) }
            let now = clock.now()
            let due = try await outbox.claimDue(limit: room, now: now, until: now + Self.claimSeconds)
            var postponed: [PostponedCallback] = []
            for callback in due {
                if let until = try await begin(callback, now: now) {
                    postponed.append(PostponedCallback(id: callback.content.id, until: until))
                }
            }
            try await outbox.postpone(postponed)
            if due.count < room { break }
        }
        if let next = try await outbox.nextCallbackDue() {
            doorbell.setAlarm(after: max(0.005, next - clock.now()))
        }
    }

    /// Begins an attempt, unless the destination is to be left alone.
    /// - Returns: until when it is put off; nil when it is not.
    private func begin(_ callback: Callback, now: WallTime) async throws(QueueError) -> WallTime? {
        let id = callback.content.id
        let target = DeliveryTarget(site: callback.content.site, url: callback.content.url)
        let asked = steady.now()
        var callback = callback
        if let until = state.withLock({ $0.unrecorded[id] }) {
            guard until <= now else { return until }
            callback.mayHaveArrived = true
        }
        let verdict = state.withLock { state -> DestinationTable.Verdict? in
            // Claimed again because a clock jumped: the attempt under way decides.
            guard state.attempts[id] == nil else { return nil }
            let verdict = state.destinations.verdict(on: target, now: asked)
            guard verdict == .attempt else { return verdict }
            let task = Task { [callback] in
                await self.attempt(callback, at: target)
                self.state.withLock { $0.attempts[id] = nil }
                self.doorbell.ring()
            }
            state.attempts[id] = Attempt(task: task, began: .now)
            return verdict
        }
        guard case .wait(let until, let reason)? = verdict else { return nil }
        metrics.postponed.add(1, callback.content.site.name, reason.rawValue)
        guard age(of: callback, at: now) < DeliverySchedule.giveUpAfter else {
            try await giveUp(callback, target, reason, now: now)
            return nil
        }
        // The wait for a first answer is short, and nobody finds out for the others.
        guard reason != .untried else { return until }
        // Not all at the same moment: the first of them finds out for the others.
        let wait = until - asked
        return now + wait + Double.random(in: 0..<max(1, wait / 10))
    }
}
