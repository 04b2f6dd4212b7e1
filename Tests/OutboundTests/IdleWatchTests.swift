// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Outbound

@Suite("IdleWatch", .timeLimit(.minutes(1)))
struct IdleWatchTests {
    @Test func theEarliestLimitIsTheNextLook() {
        let start = ContinuousClock.now
        var watch = IdleWatch()
        #expect(watch.milliseconds(atMost: 60_000, now: start) == 60_000)
        watch.add(1, 10, now: start)
        watch.add(2, 2, now: start)
        #expect(watch.milliseconds(atMost: 60_000, now: start) == 2_000)
        #expect(!watch.isDue(at: start + .seconds(1)))
        #expect(watch.isDue(at: start + .seconds(2)))
    }

    @Test func whatArrivedLatelyIsLookedAtLater() {
        let start = ContinuousClock.now
        var watch = IdleWatch()
        watch.add(1, 2, now: start)
        watch.add(2, 2, now: start)
        watch.add(3, 2, now: start)
        let arrivals = [1: start + .seconds(1), 2: start]
        let now = start + .seconds(2)
        #expect(watch.expired(at: now) { arrivals[Int($0)] } == [2])
        watch.remove(2)
        // 1 may stand still until 3 s, 3 has not begun.
        #expect(watch.milliseconds(atMost: 60_000, now: now) == 1_000)
        watch.remove(1)
        watch.remove(3)
        #expect(watch.milliseconds(atMost: 60_000, now: now) == 60_000)
    }
}
