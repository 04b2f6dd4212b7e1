// SPDX-License-Identifier: Apache-2.0

/// The state machine of a job between its lease and its settlement: takes what happened, returns what is to
/// be recorded. A value without I/O, clock or randomness; `docs/job-lifecycle.md` has the diagram.
public struct JobLifecycle: Sendable {
    /// What happened to a leased job.
    public enum Event: Sendable {
        case succeeded(result: [UInt8])
        case failed(JobError)
        /// It met something that is not its own and ends without it, such as a used-up account: it waits, and no
        /// attempt is charged. `reason` is kept for whoever asks why; nil keeps the last error.
        case deferred(retryAfter: Double, reason: JobError?)
        /// Its process died with this job in flight. `alone`: no other job was.
        case processDied(alone: Bool, evidence: String)
        /// It could not be run, or was cut short, for a reason that is not its own (drain, no process to be had).
        case interrupted(retryAfter: Double)
    }

    /// What is to be recorded.
    public enum Action: Sendable, Hashable {
        case finish(JobState, result: [UInt8]?, error: JobError?, evidence: String?)
        /// Runs again, `delay` seconds from now at the earliest.
        case requeue(delay: Double, error: JobError?)
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

    /// - Parameter jitter: uniform in 0..<1, for full jitter (delay = jitter × ceiling).
    public mutating func handle(_ event: Event, jitter: Double) -> Action {
        switch event {
        case .succeeded(let result):
            counters.attempts += 1
            return .finish(.succeeded, result: result, error: nil, evidence: nil)
        case .failed(let error):
            return failed(error, jitter: jitter)
        case .deferred(let retryAfter, let reason):
            return .requeue(delay: Self.bounded(retryAfter), error: reason)
        case .processDied(let alone, let evidence):
            counters.isSuspect = true
            guard alone else { return .requeue(delay: 0, error: nil) }
            counters.crashes += 1
            let error = JobError(
                .poison,
                code: "module_crashed",
                message: "the module's process died \(counters.crashes) of \(Self.crashLimit) times on this input"
            )
            guard counters.crashes >= Self.crashLimit else { return .requeue(delay: 0, error: error) }
            return .finish(.quarantined, result: nil, error: error, evidence: evidence)
        case .interrupted(let retryAfter):
            return .requeue(delay: Self.bounded(retryAfter), error: nil)
        }
    }

    private mutating func failed(_ error: JobError, jitter: Double) -> Action {
        counters.attempts += 1
        switch error.class {
        case .permanent: return .finish(.failed, result: nil, error: error, evidence: nil)
        case .cancelled: return .finish(.cancelled, result: nil, error: error, evidence: nil)
        case .poison: return .finish(.quarantined, result: nil, error: error, evidence: error.message)
        case .retryable:
            guard counters.attempts < policy.attempts else {
                return .finish(.failed, result: nil, error: error, evidence: nil)
            }
            return .requeue(delay: delay(jitter: jitter, asked: error.retryAfter), error: error)
        }
    }

    /// Exponential backoff with full jitter; what the cause asked for is the least that is waited.
    /// Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015 (the variant "full jitter").
    private func delay(jitter: Double, asked: Double?) -> Double {
        var ceiling = Self.finite(policy.baseDelay)
        let longest = Self.finite(policy.maximumDelay)
        // 30 doublings take a millisecond past a week; more would only cost time.
        for _ in 0..<min(max(counters.attempts - 1, 0), 30) where ceiling < longest { ceiling *= 2 }
        return max(min(ceiling, longest) * min(Self.finite(jitter), 1), Self.bounded(asked ?? 0))
    }

    /// Zero for what is negative or no number, so that no delay can make the clock's arithmetic fail.
    private static func finite(_ seconds: Double) -> Double { seconds > 0 ? min(seconds, 1e12) : 0 }
    private static func bounded(_ seconds: Double) -> Double { min(finite(seconds), longestAskedWait) }
}
