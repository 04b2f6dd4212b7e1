// SPDX-License-Identifier: Apache-2.0
public import Jobs

/// A token bucket: so many at once, so many a second after that. A value; the caller says what time it is.
public struct TokenBucket: Sendable {
    private let capacity: Double
    private let perSecond: Double
    private var tokens: Double
    private var updatedAt: WallTime

    /// Starts full.
    public init(capacity: Double, perSecond: Double, now: WallTime) {
        self.capacity = capacity
        self.perSecond = perSecond
        tokens = capacity
        updatedAt = now
    }

    /// Whole tokens that may be taken now.
    public mutating func available(now: WallTime) -> Int {
        refill(now)
        return Int(tokens)
    }

    public mutating func take(_ count: Int, now: WallTime) {
        refill(now)
        tokens -= Double(count)
    }

    /// When the next whole token will be there.
    public mutating func nextToken(now: WallTime) -> WallTime {
        refill(now)
        return tokens >= 1 ? now : now + max(0.001, (1 - tokens) / perSecond)
    }

    /// A clock that jumps back gives nothing and takes nothing.
    private mutating func refill(_ now: WallTime) {
        defer { updatedAt = now }
        guard now > updatedAt else { return }
        tokens = min(capacity, tokens + (now - updatedAt) * perSecond)
    }
}
