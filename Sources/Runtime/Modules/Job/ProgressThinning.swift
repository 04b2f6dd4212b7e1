// SPDX-License-Identifier: Apache-2.0

/// How far a job is, as its module said it last.
struct ProgressReport: Sendable, Equatable {
    var done: UInt64
    var total: UInt64
    var note: String
}

/// Lets a few reports a second through, and the last one always. A value; the caller says what time it is.
struct ProgressThinning {
    static let pause = Duration.milliseconds(250)

    enum Verdict: Equatable {
        case pass
        /// It waits: ask `due` after so long.
        case wait(Duration)
        /// It took the place of one that waits.
        case replaced
    }

    private var last: ContinuousClock.Instant?
    private var waiting: ProgressReport?

    mutating func report(_ report: ProgressReport, at now: ContinuousClock.Instant) -> Verdict {
        if waiting != nil {
            waiting = report
            return .replaced
        }
        guard let last, last.duration(to: now) < Self.pause else {
            last = now
            return .pass
        }
        waiting = report
        return .wait(Self.pause - last.duration(to: now))
    }

    /// The report that waited; nil when there is none.
    mutating func due(at now: ContinuousClock.Instant) -> ProgressReport? {
        guard let report = waiting.take() else { return nil }
        last = now
        return report
    }
}
