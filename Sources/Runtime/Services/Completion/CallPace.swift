// SPDX-License-Identifier: Apache-2.0
import Providers

/// The time and chance that calls to providers are made by. Tests give their own.
public struct CallPace: Sendable {
    /// Uniform in 0..<1.
    var jitter: @Sendable () -> Double
    /// Seconds since some beginning; never goes back.
    var now: @Sendable () -> Double
    /// Waits so many seconds, or until the task is cancelled.
    var sleep: @Sendable (Double) async -> Void

    public init(
        jitter: @escaping @Sendable () -> Double,
        now: @escaping @Sendable () -> Double,
        sleep: @escaping @Sendable (Double) async -> Void
    ) {
        self.jitter = jitter
        self.now = now
        self.sleep = sleep
    }

    /// The machine's clock and generator.
    public static let machine = CallPace(
        jitter: { Double.random(in: 0..<1) },
        now: { [start = ContinuousClock.now] in start.duration(to: .now) / .seconds(1) },
        sleep: { try? await Task.sleep(for: .seconds($0)) }
    )

    /// A call that is made again while that is worth it, one request at a time.
    /// - Parameters:
    ///   - first: seconds that the first request may take.
    ///   - seconds: no further request is made when so many are over; what they leave is what it may take.
    ///   - hasBegun: whether something of an answer was handed on already.
    ///   - call: one request, in so many seconds.
    func trial<Answer: Sendable>(
        first: Double,
        seconds: Double,
        hasBegun: @escaping @Sendable () -> Bool = { false },
        _ call: @escaping CallTrial<Answer>.Request
    ) -> CallTrial<Answer> {
        CallTrial(self, first: first, end: now() + seconds, hasBegun: hasBegun, call)
    }
}
