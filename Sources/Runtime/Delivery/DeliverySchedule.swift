// SPDX-License-Identifier: Apache-2.0
public import Jobs
public import Queue

/// Decides what becomes of a callback after an attempt. A value without I/O or clock.
public struct DeliverySchedule: Sendable {
    /// What an attempt met.
    public enum Meeting: Sendable, Hashable {
        /// The receiver's status, and the wait it asked for in seconds.
        case answered(status: Int, retryAfter: Double?)
        /// Nobody was reached.
        case noAnswer
        /// The request may have arrived, and no answer came, or a torn one.
        case unanswered
        /// The site has not what it takes to send it, just now.
        case unsendable
        /// The destination is not admitted any more.
        case forbidden
    }

    /// Seconds before the second, third, … attempt; the last one repeats. Some 20 attempts in 24 hours.
    static let delays: [Double] = [5, 15, 60, 300, 900, 1800, 3600, 7200]
    /// Seconds after which no further attempt is made.
    static let giveUpAfter: Double = 24 * 3600

    public init() {}

    /// - Parameters:
    ///   - attempts: attempts made, this one included.
    ///   - age: seconds since the job ended.
    ///   - jitter: uniform in 0..<1; spreads the wait over ±20 %.
    ///   - spacing: seconds that are waited at least behind an attempt that may have arrived without an answer.
    public func outcome(
        of meeting: Meeting,
        attempts: Int,
        age: Double,
        now: WallTime,
        jitter: Double,
        spacing: Double? = nil
    ) -> DeliveryOutcome {
        var asked = 0.0
        switch meeting {
        case .answered(200..<300, _): return .delivered
        // "Gone": the receiver wants no more of it.
        case .answered(410, _), .forbidden: return .abandoned
        case .answered(_, let retryAfter): asked = min(retryAfter ?? 0, 3600)
        case .unanswered: asked = spacing ?? 0
        case .noAnswer, .unsendable: break
        }
        guard age < Self.giveUpAfter else { return .abandoned }
        let delay = Self.delays[min(max(attempts, 1), Self.delays.count) - 1] * (0.8 + 0.4 * jitter)
        return .retry(at: now + max(delay, asked))
    }
}
