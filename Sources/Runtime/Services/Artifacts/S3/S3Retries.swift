// SPDX-License-Identifier: Apache-2.0
import Outbound

/// Whether an operation that failed is tried again, and after which wait. A value without clock and randomness.
///
/// Exponential backoff with full jitter between 100 ms and 2 s.
struct S3Retries {
    static let shortest = 0.1
    static let longest = 2.0
    /// Requests of one operation in all.
    static let requests = 5
    /// Of these, so many may end by their time alone: each took all of it.
    static let timeouts = 2

    private(set) var made = 0
    private var timedOut = 0

    /// - Parameters:
    ///   - limit: requests in all.
    ///   - jitter: uniform in 0..<1.
    /// - Returns: seconds to wait before the next request; nil: the failure stands.
    mutating func wait(after failure: S3Failure, limit: Int, jitter: Double) -> Double? {
        made += 1
        if case .unanswered(let failure) = failure.reason, failure.kind == .timedOut { timedOut += 1 }
        guard failure.isTransient, made < limit, timedOut < Self.timeouts else { return nil }
        let ceiling = min(Self.longest, Self.shortest * Double(1 << min(made, 10)))
        return Self.shortest + (ceiling - Self.shortest) * max(0, min(jitter, 1))
    }
}
