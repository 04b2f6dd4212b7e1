// SPDX-License-Identifier: Apache-2.0

/// A moment in milliseconds since 1970-01-01 UTC: what is stored, shown and compared with senders' clocks.
public struct WallTime: Hashable, Comparable, Sendable {
    public var milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }
    public init(seconds: Int64) { self.milliseconds = seconds.multipliedReportingOverflow(by: 1000).partialValue }

    public static func < (left: WallTime, right: WallTime) -> Bool { left.milliseconds < right.milliseconds }
    public static func + (time: WallTime, seconds: Double) -> WallTime {
        WallTime(milliseconds: time.milliseconds + Int64(seconds * 1000))
    }
    public static func - (left: WallTime, right: WallTime) -> Double {
        Double(left.milliseconds - right.milliseconds) / 1000
    }

    /// Whole seconds since 1970, rounded down.
    public var seconds: Int64 { milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000 }
}

/// The clock that a room is given. Tests give one that they move by hand.
public protocol WallClock: Sendable {
    func now() -> WallTime
}
