// SPDX-License-Identifier: Apache-2.0
import Configuration
import Jobs
import Locks
import Observability
import Queue
import SQLiteQueue
import Services
import Threads

/// Removes what the configuration does not want kept: a look every ten minutes, in small steps with pauses between
/// them, so that a job's own writes never wait for long.
final class Housekeeper: Sendable {
    /// Seconds between two looks, and before the first.
    private static let interval = 600.0
    private static let first = 2.0
    /// Pause between steps.
    private static let breath = Duration.milliseconds(20)

    private struct State {
        var isStopping = false
        var hasEnded = false
        var stopper: CheckedContinuation<Void, Never>?
    }

    private let kept: RetentionConfiguration
    private let store: SQLiteStore
    private let survey: SQLiteSurvey
    private let artifacts: LocalArtifactStore?
    private let cache: ResultCache?
    private let clock: any WallClock
    private let log: Logger
    private let metrics: HostMetrics
    private let state = Lock(State())
    private let doorbell = Doorbell()

    init(
        _ kept: RetentionConfiguration,
        store: SQLiteStore,
        survey: SQLiteSurvey,
        artifacts: LocalArtifactStore?,
        cache: ResultCache?,
        clock: any WallClock,
        log: Logger,
        metrics: HostMetrics
    ) {
        self.kept = kept
        self.store = store
        self.survey = survey
        self.artifacts = artifacts
        self.cache = cache
        self.clock = clock
        self.log = log
        self.metrics = metrics
    }

    /// Works until `stop`.
    func run() async {
        doorbell.setAlarm(after: Self.first)
        await doorbell.wait()
        while !isStopping {
            do throws(QueueError) {
                try await look()
            } catch {
                log.warning("retention: nothing more was removed just now: \(error)")
            }
            doorbell.setAlarm(after: Self.interval)
            await doorbell.wait()
        }
        let stopper = state.withLock { state in
            state.hasEnded = true
            return state.stopper.take()
        }
        stopper?.resume()
    }

    /// Returns when the step under way is done.
    func stop() async {
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

    private var isStopping: Bool { state.withLock { $0.isStopping } }

    /// The moment before which something is old; nil when nothing is.
    private func time(_ days: Double) -> WallTime? { days > 0 ? clock.now() + -days * 86_400 : nil }

    private func look() async throws(QueueError) {
        var removed: [String: Int] = [:]
        removed["callback"] = try await deliveries()
        removed["result"] = try await results()
        removed["job"] = try await jobs()
        if let artifacts, !isStopping {
            let count = kept.artifactCount > 0 ? kept.artifactCount : nil
            removed["artifact"] = await artifacts.removeOld(before: time(kept.artifactDays), keeping: count)
        }
        if let cache, let time = time(kept.cacheDays), !isStopping {
            removed["cache"] = await cache.removeUnused(since: time)
        }
        removed = removed.filter { $0.value > 0 }
        guard !removed.isEmpty else { return }
        for (kind, count) in removed { metrics.removed.add(Double(count), kind) }
        log.info("what was old or too much was removed", removed.mapValues { "\($0)" })
        while !isStopping, try await store.shrink() { await breathe() }
    }

    private func jobs() async throws(QueueError) -> Int {
        let time = time(kept.jobDays)
        var surplus = 0
        if kept.jobCount > 0 {
            let counts = try await store.counts()
            surplus = max(
                0,
                JobState.allCases.filter(\.isTerminal).reduce(0) { $0 + counts[$1, default: 0] } - kept.jobCount
            )
        }
        guard time != nil || surplus > 0 else { return 0 }
        return try await steps { [survey, store] cursor throws(QueueError) in
            let step = try await survey.endedJobs(before: time, surplus: &surplus, from: cursor)
            return (try await store.removeJobs(step.rows), step.next)
        }
    }

    private func results() async throws(QueueError) -> Int {
        guard let time = time(kept.resultDays) else { return 0 }
        return try await steps { [survey, store] cursor throws(QueueError) in
            let step = try await survey.results(endedBefore: time, from: cursor)
            return (try await store.removeResults(step.rows), step.next)
        }
    }

    private func deliveries() async throws(QueueError) -> Int {
        guard let time = time(kept.deliveryDays) else { return 0 }
        return try await steps { [survey, store] cursor throws(QueueError) in
            let step = try await survey.deliveries(before: time, from: cursor)
            return (try await store.removeDeliveries(step.rows), step.next)
        }
    }

    /// Goes from step to step until there is none, or the host stops.
    private func steps(
        _ body: (_ cursor: String) async throws(QueueError) -> (removed: Int, next: String?)
    ) async throws(QueueError) -> Int {
        var removed = 0
        var cursor: String? = ""
        while let from = cursor, !isStopping {
            let step = try await body(from)
            removed += step.removed
            cursor = step.next
            await breathe()
        }
        return removed
    }

    private func breathe() async { try? await Task.sleep(for: Self.breath) }
}
