// SPDX-License-Identifier: Apache-2.0
import Jobs
import Queue
import Testing

@testable import Delivery

@Suite(.timeLimit(.minutes(1)))
struct ScheduleTests {
    private let now = WallTime(seconds: 1_700_000_000)

    private func outcome(
        _ meeting: DeliverySchedule.Meeting,
        attempts: Int = 1,
        age: Double = 0,
        jitter: Double = 0.5
    ) -> DeliveryOutcome {
        DeliverySchedule().outcome(of: meeting, attempts: attempts, age: age, now: now, jitter: jitter)
    }

    /// Seconds until the next attempt; nil when there is none.
    private func wait(_ outcome: DeliveryOutcome) -> Double? {
        if case .retry(let time) = outcome { time - now } else { nil }
    }

    @Test(arguments: [200, 201, 202, 204, 299])
    func twoHundredsAreDelivered(_ status: Int) {
        #expect(outcome(.answered(status: status, retryAfter: 9), attempts: 99, age: 1e9) == .delivered)
    }

    @Test func goneAndForbiddenAreGivenUpAtOnce() {
        #expect(outcome(.answered(status: 410, retryAfter: 5)) == .abandoned)
        #expect(outcome(.forbidden) == .abandoned)
    }

    @Test(arguments: [100, 199, 300, 301, 400, 401, 403, 404, 409, 422, 429, 500, 503, 599, 0, -1])
    func everythingElseIsTriedAgain(_ status: Int) {
        #expect(wait(outcome(.answered(status: status, retryAfter: nil))) == 5)
    }

    @Test func theTable() {
        let waits = (1...10).map { wait(outcome(.noAnswer, attempts: $0)) }
        #expect(waits == [5, 15, 60, 300, 900, 1800, 3600, 7200, 7200, 7200])
        #expect(wait(outcome(.noAnswer, attempts: 0)) == 5)
        #expect(wait(outcome(.noAnswer, attempts: .max)) == 7200)
    }

    @Test func jitterSpreadsByAFifth() {
        #expect(wait(outcome(.noAnswer, attempts: 3, jitter: 0)) == 48)
        #expect(wait(outcome(.noAnswer, attempts: 3, jitter: 0.999_999)).map { $0 > 71.99 && $0 < 72 } == true)
    }

    @Test func whatTheReceiverAsksIsTheLeastButForAnHour() {
        #expect(wait(outcome(.answered(status: 503, retryAfter: 120))) == 120)
        #expect(wait(outcome(.answered(status: 503, retryAfter: 1), attempts: 3)) == 60)
        #expect(wait(outcome(.answered(status: 503, retryAfter: 1e9))) == 3600)
        for odd in [Double.infinity, -.infinity, .nan, -5] {
            let wait = wait(outcome(.answered(status: 503, retryAfter: odd)))
            #expect(wait == (odd == .infinity ? 3600 : 5))
        }
    }

    /// Another attempt of contract B would make a second draft.
    @Test func whatMayHaveArrivedWaitsAQuarterOfAnHourAtLeast() {
        func wait(_ meeting: DeliverySchedule.Meeting, _ attempts: Int, jitter: Double = 0.5) -> Double? {
            let outcome = DeliverySchedule().outcome(
                of: meeting,
                attempts: attempts,
                age: 0,
                now: now,
                jitter: jitter,
                spacing: 900
            )
            return self.wait(outcome)
        }
        #expect((1...8).map { wait(.unanswered, $0) } == [900, 900, 900, 900, 900, 1800, 3600, 7200])
        #expect(wait(.unanswered, 5, jitter: 0) == 900 && wait(.unanswered, 5, jitter: 1) == 1080)
        // Nothing arrived, or an answer came: as usual.
        #expect((1...4).map { wait(.noAnswer, $0) } == [5, 15, 60, 300])
        #expect(wait(.answered(status: 401, retryAfter: nil), 1) == 5)
        #expect(wait(.unsendable, 1) == 5)
        // Other contracts have no spacing.
        #expect(self.wait(outcome(.unanswered)) == 5)
    }

    @Test func afterADayThereIsNoFurtherAttempt() {
        #expect(wait(outcome(.noAnswer, attempts: 9, age: 86_399.9)) != nil)
        #expect(outcome(.noAnswer, attempts: 9, age: 86_400) == .abandoned)
        #expect(outcome(.answered(status: 500, retryAfter: 60), attempts: 2, age: 86_400) == .abandoned)
        // An attempt that succeeds late is delivered all the same.
        #expect(outcome(.answered(status: 200, retryAfter: nil), attempts: 9, age: 1e9) == .delivered)
    }
}
