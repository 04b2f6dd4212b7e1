// SPDX-License-Identifier: Apache-2.0

/// The state machine of a job between its lease and its settlement: takes what happened, returns what is to
/// be recorded. A value without I/O, clock or randomness; `docs/job-lifecycle.md` has the diagram.
public struct JobLifecycle: Sendable {
    /// What happened to a leased job.
    public enum Event: Sendable {
        case succeeded(result: [UInt8])
        case failed(JobError)
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
            return .requeue(delay: max(0, retryAfter), error: nil)
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
    private func delay(jitter: Double, asked: Double?) -> Double {
        let exponent = Double(min(counters.attempts - 1, 30))
        var ceiling = policy.baseDelay
        for _ in 0..<Int(exponent) where ceiling < policy.maximumDelay { ceiling *= 2 }
        return max(min(ceiling, policy.maximumDelay) * jitter, min(asked ?? 0, 86_400))
    }
}
