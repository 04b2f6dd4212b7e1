// SPDX-License-Identifier: Apache-2.0

/// Which transfers have a limit on standing still, and when the next of them may have reached it. A value without
/// a clock: arrivals move no timer, they are looked at when the earliest limit that was known has come.
struct IdleWatch {
    private var seconds: [UInt64: Double] = [:]
    private var next: ContinuousClock.Instant?

    mutating func add(_ id: UInt64, _ limit: Double, now: ContinuousClock.Instant = .now) {
        seconds[id] = limit
        plan(now + .seconds(limit))
    }

    mutating func remove(_ id: UInt64) {
        seconds[id] = nil
        if seconds.isEmpty { next = nil }
    }

    func isDue(at now: ContinuousClock.Instant) -> Bool { next.map { $0 <= now } ?? false }

    /// Those that stand still for longer than they may; one whose answer has not begun has all the time it wants.
    mutating func expired(
        at now: ContinuousClock.Instant,
        lastArrival: (UInt64) -> ContinuousClock.Instant?
    ) -> [UInt64] {
        next = nil
        var found: [UInt64] = []
        for (id, limit) in seconds {
            let end = (lastArrival(id) ?? now) + .seconds(limit)
            if end <= now { found.append(id) } else { plan(end) }
        }
        return found
    }

    /// How long the loop may sleep.
    func milliseconds(atMost limit: Int32, now: ContinuousClock.Instant = .now) -> Int32 {
        guard let next else { return limit }
        return Int32(max(1, min(Double(limit), ((next - now) / .milliseconds(1)).rounded(.up))))
    }

    private mutating func plan(_ time: ContinuousClock.Instant) { next = min(next ?? time, time) }
}
