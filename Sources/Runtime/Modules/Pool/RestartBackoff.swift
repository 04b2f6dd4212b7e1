// SPDX-License-Identifier: Apache-2.0

/// How long to wait before a process is started again: 0.1 s after the first failure in a row, doubled up to
/// 30 s. A value; the caller says what time it is.
struct RestartBackoff {
    private var failures = 0
    private var notBefore: ContinuousClock.Instant?

    /// Seconds that are left to wait; 0 when a start may be tried.
    func wait(at now: ContinuousClock.Instant) -> Double {
        notBefore.map { max(0, (now.duration(to: $0)) / .seconds(1)) } ?? 0
    }

    mutating func failed(at now: ContinuousClock.Instant) {
        failures += 1
        var delay = 0.1
        for _ in 1..<max(2, min(failures, 10)) where failures > 1 { delay *= 2 }
        notBefore = now + .seconds(min(delay, 30))
    }

    /// A process became ready.
    mutating func succeeded() { self = RestartBackoff() }
}
