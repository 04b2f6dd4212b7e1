// SPDX-License-Identifier: Apache-2.0

/// Tells a module that dies again and again from one that meets a poison now and then: deaths in a row, without one job
/// that its module ended in between, are followed by a growing wait. A value; the caller says what time it is.
struct CrashLoop {
    /// Deaths in a row that cost no wait: a poison among good jobs is not to slow them.
    static let patience = 2

    private(set) var deaths = 0
    private var backoff = RestartBackoff()

    /// A process died.
    /// - Returns: seconds until another may be started; nil: at once.
    mutating func died(at now: ContinuousClock.Instant) -> Double? {
        deaths += 1
        guard deaths > Self.patience else { return nil }
        backoff.failed(at: now)
        return backoff.wait(at: now)
    }

    /// The module ended a job.
    mutating func worked() { self = CrashLoop() }

    /// Seconds that are left to wait; 0 when a start may be tried.
    func wait(at now: ContinuousClock.Instant) -> Double { backoff.wait(at: now) }
}
