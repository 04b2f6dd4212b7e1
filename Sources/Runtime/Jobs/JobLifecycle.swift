// SPDX-License-Identifier: Apache-2.0

/// The state machine of a job between its lease and its settlement: takes what happened, returns what is to
/// be recorded. A value without I/O, clock or randomness; `docs/job-lifecycle.md` has the diagram.
public struct JobLifecycle: Sendable {
    /// What happened to a leased job.
    public indirect enum Event: Sendable {
        case succeeded(result: [UInt8])
        case failed(JobError)
        /// Its process died with this job in flight. `alone`: no other job was.
        case processDied(alone: Bool, evidence: String)
        /// It was cut short for a reason that is not its own (a drain, a lost lease).
        case interrupted(retryAfter: Double)
        /// It was not run, or not to its end, because something that it needs is not to be had just now (a process, a
        /// limit's next turn, a used-up account): it waits, and no attempt is charged. `reason` is kept for whoever asks why it waits; nil keeps the last error.
        case deferred(retryAfter: Double, reason: JobError?)
    }

    /// What is to be recorded.
    public enum Action: Sendable, Hashable {
        case finish(JobState, JobOutcome, result: [UInt8]?, error: JobError?, evidence: String?)
        /// Runs again, `delay` seconds from now at the earliest.
        case requeue(JobOutcome, delay: Double, error: JobError?)
    }

    /// Deaths while running alone after which an input is quarantined.
    public static let crashLimit = 3

    /// The longest wait in seconds that a cause may ask for: a day.
    public static let longestAskedWait = 86_400.0

    public private(set) var counters: JobCounters
    private let policy: RetryPolicy

    public init(counters: JobCounters, policy: RetryPolicy) {
        self.counters = counters
        self.policy = policy
    }

    /// - Parameters:
    ///   - jitter: uniform in 0..<1, for full jitter (delay = jitter × ceiling).
    ///   - isToCancel: somebody asked for its end. A result that is there all the same is kept; whatever else
    ///     happened, the job ends as cancelled.
    public mutating func handle(_ event: Event, jitter: Double, isToCancel: Bool = false) -> Action {
        let action = action(for: event, jitter: jitter)
        guard isToCancel else { return action }
        switch action {
        case .finish(.succeeded, _, _, _, _): return action
        case .finish(_, _, _, _, let evidence):
            return .finish(.cancelled, .cancelled, result: nil, error: .cancelled, evidence: evidence)
        case .requeue: return .finish(.cancelled, .cancelled, result: nil, error: .cancelled, evidence: nil)
        }
    }

    private mutating func action(for event: Event, jitter: Double) -> Action {
        switch event {
        case .succeeded(let result):
            counters.attempts += 1
            return .finish(.succeeded, .succeeded, result: result, error: nil, evidence: nil)
        case .failed(let error):
            return failed(error, jitter: jitter)
        case .processDied(let alone, let evidence):
            counters.isSuspect = true
            guard alone else { return .requeue(.interrupted, delay: 0, error: nil) }
            counters.crashes += 1
            let error = JobError(
                .poison,
                code: "module_crashed",
                message: "the module's process died \(counters.crashes) of \(Self.crashLimit) times on this input"
            )
            guard counters.crashes >= Self.crashLimit else { return .requeue(.interrupted, delay: 0, error: error) }
            return .finish(.quarantined, .quarantined, result: nil, error: error, evidence: evidence)
        case .interrupted(let retryAfter):
            return .requeue(.interrupted, delay: Self.bounded(retryAfter), error: nil)
        case .deferred(let retryAfter, let reason):
            return .requeue(.deferred, delay: Self.bounded(retryAfter), error: reason)
        }
    }

    private mutating func failed(_ error: JobError, jitter: Double) -> Action {
        counters.attempts += 1
        switch error.class {
        case .permanent: return .finish(.failed, .discarded, result: nil, error: error, evidence: nil)
        case .cancelled: return .finish(.cancelled, .cancelled, result: nil, error: error, evidence: nil)
        case .poison:
            return .finish(.quarantined, .quarantined, result: nil, error: error, evidence: error.message)
        case .retryable:
            guard counters.attempts < policy.attempts else {
                return .finish(.failed, .dead, result: nil, error: error, evidence: nil)
            }
            return .requeue(.retryAfter, delay: delay(jitter: jitter, asked: error.retryAfter), error: error)
        }
    }

    /// Exponential backoff with full jitter; what the cause asked for is the least that is waited.
    /// Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015 (the variant "full jitter").
    private func delay(jitter: Double, asked: Double?) -> Double {
        var ceiling = Self.finite(policy.baseDelay)
        let longest = Self.finite(policy.maximumDelay)
        // 30 doublings take a millisecond past a week; more would only cost time.
        for _ in 0..<min(max(counters.attempts - 1, 0), 30) where ceiling < longest { ceiling *= 2 }
        // A first wait that is the longest too is no backoff but a spacing, and is kept as it stands.
        let share = policy.isEvenlySpaced ? 1 : min(Self.finite(jitter), 1)
        return max(min(ceiling, longest) * share, Self.bounded(asked ?? 0))
    }

    /// Zero for what is negative or no number, so that no delay can make the clock's arithmetic fail.
    private static func finite(_ seconds: Double) -> Double { seconds > 0 ? min(seconds, 1e12) : 0 }
    private static func bounded(_ seconds: Double) -> Double { min(finite(seconds), longestAskedWait) }
}
