// SPDX-License-Identifier: Apache-2.0
import Providers

/// Whether a call that failed is made again at once, and after which wait. A value without clock and randomness.
///
/// Exponential backoff with full jitter between 100 ms and 2 s; what the provider asks to wait is kept when it is short,
/// and is the job's own wait when it is not.
struct CallRetries {
    /// Seconds that are waited at least and at most.
    static let shortest = 0.1
    static let longest = 2.0
    /// Requests of one call in all.
    static let requests = 4
    /// Seconds that must be left for the answer after a wait.
    static let leastTime = 1.0

    private(set) var made = 0

    /// Call before each request.
    mutating func begin() { made += 1 }

    /// - Parameters:
    ///   - hasBegun: something of an answer was handed on already.
    ///   - left: seconds until the call must have ended.
    ///   - jitter: uniform in 0..<1.
    /// - Returns: seconds to wait before the next request; nil: the failure stands.
    func wait(after failure: ProviderFailure, hasBegun: Bool, left: Double, jitter: Double) -> Double? {
        guard failure.isTriedAgainAtOnce, !hasBegun, made < Self.requests else { return nil }
        let asked = failure.retryAfter ?? 0
        guard asked <= Self.longest else { return nil }
        let ceiling = min(Self.longest, Self.shortest * Double(1 << min(made, 10)))
        let wait = max(asked, Self.shortest + (ceiling - Self.shortest) * max(0, min(jitter, 1)))
        return left >= wait + Self.leastTime ? wait : nil
    }
}
