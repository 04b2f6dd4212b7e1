// SPDX-License-Identifier: Apache-2.0
public import Jobs
import Locks

/// The newest transitions of all jobs, in memory, for those who follow jobs as they go. Nothing depends on it: who
/// comes late, or finds the host started anew, is told that he has missed some, and reads the jobs themselves.
public final class JobFeed: Sendable {
    /// A place in the feed. The text is opaque to others: they give it back to go on from there.
    public struct Place: Sendable, Hashable {
        /// Of this run of the host.
        let run: String
        /// How many transitions lie before it.
        let number: UInt64

        public var text: String { "\(run).\(number)" }

        /// Nil when the text is none that a feed gave.
        public init?(_ text: String) {
            let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            guard parts.count == 2, (1...32).contains(parts[0].count), (1...19).contains(parts[1].count),
                parts[0].allSatisfy(\.isLetterOrDigit), parts[1].allSatisfy(\.isDigit),
                let run = String(parts[0]), let number = String(parts[1]).flatMap(UInt64.init)
            else { return nil }
            self.run = run
            self.number = number
        }

        init(run: String, number: UInt64) {
            self.run = run
            self.number = number
        }
    }

    /// What there was behind a place.
    public struct Page: Sendable {
        public var transitions: [JobTransition]
        /// Where the next page begins.
        public var next: Place
        /// Some lay behind the place that are not kept any more, or another run of the host gave it.
        public var hasGap: Bool
    }

    private struct State {
        /// A ring: the transition of number n lies at n modulo the capacity.
        var ring: [JobTransition] = []
        var count: UInt64 = 0
        var waiting: [UInt64: CheckedContinuation<Bool, Never>] = [:]
        var nextWaiter: UInt64 = 0
        var isClosed = false
    }

    private let run: String
    private let capacity: Int
    private let state = Lock(State())

    /// - Parameters:
    ///   - run: names this run of the host, unlike any other's; 1 to 32 letters and digits.
    ///   - capacity: transitions that are kept.
    public init(run: String, capacity: Int = 4_096) {
        self.run = run
        self.capacity = max(1, capacity)
    }

    /// The place behind the newest.
    public var end: Place { Place(run: run, number: state.withLock { $0.count }) }

    /// How many wait just now.
    public var waiters: Int { state.withLock { $0.waiting.count } }

    public func publish(_ transition: JobTransition) {
        let waiting = state.withLock { state in
            let index = Int(state.count % UInt64(capacity))
            if index < state.ring.count { state.ring[index] = transition } else { state.ring.append(transition) }
            state.count += 1
            defer { state.waiting.removeAll(keepingCapacity: true) }
            return state.waiting
        }
        for continuation in waiting.values { continuation.resume(returning: true) }
    }

    /// Up to `limit` transitions behind a place, oldest first, of those that `isWanted` takes.
    public func page(after place: Place, limit: Int, where isWanted: (JobTransition) -> Bool) -> Page {
        state.withLock { state in
            let oldest = state.count - UInt64(state.ring.count)
            let isOurs = place.run == run && place.number <= state.count
            var number = isOurs ? max(place.number, oldest) : oldest
            let hasGap = !isOurs || place.number < oldest
            var found: [JobTransition] = []
            while number < state.count, found.count < limit {
                let transition = state.ring[Int(number % UInt64(capacity))]
                if isWanted(transition) { found.append(transition) }
                number += 1
            }
            return Page(transitions: found, next: Place(run: run, number: number), hasGap: hasGap)
        }
    }

    /// Waits until something lies behind a place.
    /// - Returns: false when it waited in vain: the time is over, the task was cancelled, or the feed is closed.
    public func wait(after place: Place, until deadline: ContinuousClock.Instant) async -> Bool {
        let id = state.withLock { state in
            defer { state.nextWaiter += 1 }
            return state.nextWaiter
        }
        let timer = Task {
            try? await Task.sleep(until: deadline)
            self.release(id)
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isThere = state.withLock { state -> Bool? in
                    if place.run != run || place.number != state.count { return true }
                    if state.isClosed || Task.isCancelled || ContinuousClock.now >= deadline { return false }
                    state.waiting[id] = continuation
                    return nil
                }
                if let isThere { continuation.resume(returning: isThere) }
            }
        } onCancel: {
            release(id)
        }
    }

    private func release(_ id: UInt64) {
        state.withLock { $0.waiting.removeValue(forKey: id) }?.resume(returning: false)
    }

    /// Lets everybody go who waits, and makes later waits short: a host that stops must not be waited for.
    public func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [:] }
            return state.waiting
        }
        for continuation in waiting.values { continuation.resume(returning: false) }
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    fileprivate var isLetterOrDigit: Bool {
        isDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
            || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self)
    }
}
