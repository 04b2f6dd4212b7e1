// SPDX-License-Identifier: Apache-2.0
import Jobs
import Limits
import Testing

@Suite(.timeLimit(.minutes(1)))
struct TokenBucketTests {
    private let start = WallTime(seconds: 1_000_000)

    @Test func startsFullAndIsEmptiedByTaking() {
        var bucket = TokenBucket(capacity: 30, perSecond: 0.5, now: start)
        #expect(bucket.available(now: start) == 30)
        bucket.take(30, now: start)
        #expect(bucket.available(now: start) == 0)
        #expect(bucket.nextToken(now: start) == start + 2)
    }

    @Test func fillsByTimeUpToItsCapacity() {
        var bucket = TokenBucket(capacity: 3, perSecond: 0.5, now: start)
        bucket.take(3, now: start)
        #expect(bucket.available(now: start + 1.9) == 0)
        #expect(bucket.available(now: start + 2) == 1)
        #expect(bucket.available(now: start + 4) == 2)
        #expect(bucket.available(now: start + 1_000_000) == 3)
    }

    /// Looking often must not lose the parts of a token.
    @Test func partsOfATokenAddUp() {
        var bucket = TokenBucket(capacity: 10, perSecond: 1, now: start)
        bucket.take(10, now: start)
        for tenth in 1..<100 { _ = bucket.available(now: start + Double(tenth) / 10) }
        #expect((9...10).contains(bucket.available(now: start + 10)))
    }

    @Test func aClockThatGoesBackGivesNothingAndTakesNothing() {
        var bucket = TokenBucket(capacity: 10, perSecond: 1, now: start)
        bucket.take(8, now: start)
        #expect(bucket.available(now: start + -3600) == 2)
        #expect(bucket.available(now: start + -3600) == 2)
        // From there on time counts again; the hour is not waited for.
        #expect(bucket.available(now: start + -3599) == 3)
    }

    @Test func aDebtIsPaidBackFirst() {
        var bucket = TokenBucket(capacity: 2, perSecond: 1, now: start)
        bucket.take(5, now: start)
        #expect(bucket.available(now: start) == -3)
        #expect(bucket.nextToken(now: start) == start + 4)
        #expect(bucket.available(now: start + 4) == 1)
    }

    @Test func theNextTokenIsNowWhileThereIsOne() {
        var bucket = TokenBucket(capacity: 1, perSecond: 1, now: start)
        #expect(bucket.nextToken(now: start) == start)
    }

    @Test(arguments: [WallTime(milliseconds: .max), WallTime(milliseconds: .min)])
    func timesAtTheEndsOfTheClockDoNotTrap(_ time: WallTime) {
        var bucket = TokenBucket(capacity: 1, perSecond: 0.000_001, now: start)
        bucket.take(1, now: start)
        _ = bucket.available(now: time)
        _ = bucket.nextToken(now: time)
        #expect(bucket.available(now: time) <= 1)
    }
}
