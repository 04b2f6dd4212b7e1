// SPDX-License-Identifier: Apache-2.0
public import Jobs

/// Whether a destination is to be tried: closed, it is; open, it failed too often and is left alone; half-open, one
/// attempt finds out. A value: it has no clock, no randomness and no I/O; events go in, actions come out.
public struct CircuitBreaker: Sendable, Hashable {
    /// What may happen to it.
    public enum Event: Sendable, Hashable {
        /// Somebody wants to try the destination.
        case asked(now: WallTime)
        /// An attempt showed that the destination works.
        case succeeded
        /// An attempt showed that it does not.
        /// - retryAfter: seconds for which it asked to be left alone.
        /// - jitter: uniform in 0..<1; spreads the pause over ±20 %.
        case failed(now: WallTime, retryAfter: Double?, jitter: Double)
        /// An attempt ended without telling anything: the host stops.
        case undecided
    }

    /// What is to be done.
    public enum Action: Sendable, Hashable {
        /// Try it.
        case attempt
        /// Ask again then.
        case hold(until: WallTime)
        /// It is left alone from now on: worth a line in the log.
        case opened(until: WallTime)
        /// It works again.
        case closed
        case nothing
    }

    /// Where it stands.
    public enum State: Sendable, Hashable {
        /// So many failures in a row.
        case closed(failures: Int)
        /// Left alone until then, for the so-many-th time in a row.
        case open(until: WallTime, times: Int)
        /// One attempt is under way.
        case halfOpen(times: Int)
    }

    /// Failures in a row that open it.
    public static let threshold = 5
    /// Seconds that it stays open for the first time; doubled with every time in a row.
    public static let firstPause = 30.0
    /// Seconds that it stays open at most, also when the destination asks for more.
    public static let longestPause = 3600.0
    /// Seconds between questions while the one attempt is under way.
    static let probePause = 5.0

    public private(set) var state = State.closed(failures: 0)

    /// Closed.
    public init() {}

    /// It has nothing to remember: a new one would do the same.
    public var isFresh: Bool { state == .closed(failures: 0) }

    /// Takes what happened and says what to do.
    public mutating func handle(_ event: Event) -> Action {
        switch event {
        case .asked(let now): asked(now)
        case .succeeded: succeeded()
        case .failed(let now, let retryAfter, let jitter): failed(now, retryAfter, jitter)
        case .undecided: undecided()
        }
    }

    private mutating func asked(_ now: WallTime) -> Action {
        switch state {
        case .closed: return .attempt
        case .halfOpen: return .hold(until: now + Self.probePause)
        case .open(let until, let times):
            // Further away than any pause: the clock was set back.
            guard until <= now || until - now > Self.longestPause * 1.2 else { return .hold(until: until) }
            state = .halfOpen(times: times)
            return .attempt
        }
    }

    private mutating func succeeded() -> Action {
        defer { state = .closed(failures: 0) }
        if case .closed = state { return .nothing }
        return .closed
    }

    private mutating func failed(_ now: WallTime, _ retryAfter: Double?, _ jitter: Double) -> Action {
        let asked = min(max(retryAfter ?? 0, 0), Self.longestPause)
        switch state {
        case .closed(let failures):
            guard failures + 1 >= Self.threshold || asked > 0 else {
                state = .closed(failures: failures + 1)
                return .nothing
            }
            return open(now, times: 1, asked, jitter)
        case .halfOpen(let times): return open(now, times: times + 1, asked, jitter)
        case .open(let until, let times):
            // An attempt that began before it opened: it can lengthen the pause, and says nothing new else.
            if now + asked > until { state = .open(until: now + asked, times: times) }
            return .nothing
        }
    }

    private mutating func open(_ now: WallTime, times: Int, _ asked: Double, _ jitter: Double) -> Action {
        var pause = Self.firstPause
        for _ in 1..<max(1, min(times, 10)) { pause *= 2 }
        pause = min(pause, Self.longestPause) * (0.8 + 0.4 * jitter)
        let until = now + max(pause, asked)
        state = .open(until: until, times: times)
        return .opened(until: until)
    }

    private mutating func undecided() -> Action {
        // Whoever asks next finds out.
        if case .halfOpen(let times) = state { state = .open(until: WallTime(milliseconds: 0), times: times) }
        return .nothing
    }
}
