// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Modules

@Suite(.timeLimit(.minutes(1)))
struct RestartBackoffTests {
    private let now = ContinuousClock.now

    @Test func doublesFromATenthToThirtySeconds() {
        var backoff = RestartBackoff()
        #expect(backoff.wait(at: now) == 0)
        for expected in [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30, 30] {
            backoff.failed(at: now)
            #expect(abs(backoff.wait(at: now) - expected) < 0.000_001)
        }
    }

    @Test func isWaitedOutAndForgottenAfterASuccess() {
        var backoff = RestartBackoff()
        backoff.failed(at: now)
        #expect(backoff.wait(at: now + .milliseconds(99)) > 0)
        #expect(backoff.wait(at: now + .milliseconds(100)) == 0)
        backoff.failed(at: now)
        backoff.succeeded()
        #expect(backoff.wait(at: now) == 0)
        backoff.failed(at: now)
        #expect(abs(backoff.wait(at: now) - 0.1) < 0.000_001)
    }

    @Test func manyFailuresDoNotOverflow() {
        var backoff = RestartBackoff()
        for _ in 0..<5000 { backoff.failed(at: now) }
        #expect(backoff.wait(at: now) == 30)
    }
}
