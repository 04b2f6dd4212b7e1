// SPDX-License-Identifier: Apache-2.0
public import Jobs
import Locks

/// A clock that is moved by hand.
public final class HandClock: WallClock {
    private let time = Lock(WallTime(seconds: 1_700_000_000))

    public init() {}

    public func now() -> WallTime { time.withLock { $0 } }
    public func move(by seconds: Double) { time.withLock { $0 = $0 + seconds } }
}
