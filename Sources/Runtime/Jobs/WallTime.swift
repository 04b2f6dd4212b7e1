// SPDX-License-Identifier: Apache-2.0

/// A moment in milliseconds since 1970-01-01 UTC: what is stored, shown and compared with senders' clocks.
///
/// Senders write times as they like, so arithmetic ends at the limits of `Int64` instead of trapping.
public struct WallTime: Hashable, Comparable, Sendable {
    public var milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }
    public init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        self.milliseconds = overflow ? (seconds < 0 ? .min : .max) : product
    }

    public static func < (left: WallTime, right: WallTime) -> Bool { left.milliseconds < right.milliseconds }
    /// Adds `seconds`, cut to whole milliseconds; what is no number adds nothing.
    public static func + (time: WallTime, seconds: Double) -> WallTime {
        // 2^63 as a Double is one more than Int64.max, so the bounds themselves are left out.
        let offset = (seconds * 1000).rounded(.towardZero)
        guard !offset.isNaN else { return time }
        guard offset < 0x1p63 else { return WallTime(milliseconds: .max) }
        guard offset > -0x1p63 else { return WallTime(milliseconds: .min) }
        let (sum, overflow) = time.milliseconds.addingReportingOverflow(Int64(offset))
        return WallTime(milliseconds: overflow ? (offset < 0 ? .min : .max) : sum)
    }
    /// Seconds from `right` to `left`.
    public static func - (left: WallTime, right: WallTime) -> Double {
        let (difference, overflow) = left.milliseconds.subtractingReportingOverflow(right.milliseconds)
        guard !overflow else { return (Double(left.milliseconds) - Double(right.milliseconds)) / 1000 }
        return Double(difference) / 1000
    }

    /// Whole seconds since 1970, rounded down.
    public var seconds: Int64 {
        let (quotient, remainder) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

/// The clock that a room is given. Tests give one that they move by hand.
public protocol WallClock: Sendable {
    func now() -> WallTime
}
