// SPDX-License-Identifier: Apache-2.0
import Delivery
import Jobs
import Testing

/// Events in, actions out.
@Suite(.timeLimit(.minutes(1)))
struct CircuitBreakerTests {
    private let start = WallTime(seconds: 1_700_000_000)

    private func failed(_ seconds: Double, retryAfter: Double? = nil, jitter: Double = 0.5) -> CircuitBreaker.Event {
        .failed(now: start + seconds, retryAfter: retryAfter, jitter: jitter)
    }

    /// One that has just opened, at `start`.
    private func open() -> CircuitBreaker {
        var breaker = CircuitBreaker()
        for _ in 0..<CircuitBreaker.threshold { _ = breaker.handle(failed(0)) }
        return breaker
    }

    @Test func itOpensAfterSoManyFailuresInARow() {
        var breaker = CircuitBreaker()
        for count in 1..<CircuitBreaker.threshold {
            #expect(breaker.handle(failed(0)) == .nothing)
            #expect(breaker.state == .closed(failures: count))
            #expect(breaker.handle(.asked(now: start)) == .attempt)
        }
        #expect(breaker.handle(failed(0)) == .opened(until: start + 30))
        #expect(breaker.handle(.asked(now: start + 29.9)) == .hold(until: start + 30))
    }

    @Test func aSuccessInBetweenForgetsTheFailures() {
        var breaker = CircuitBreaker()
        for _ in 0..<50 {
            for _ in 1..<CircuitBreaker.threshold { _ = breaker.handle(failed(0)) }
            #expect(breaker.handle(.succeeded) == .nothing)
            #expect(breaker.isFresh)
        }
    }

    @Test func halfOpenLetsOneThroughAndHoldsTheOthers() {
        var breaker = open()
        #expect(breaker.handle(.asked(now: start + 30)) == .attempt)
        #expect(breaker.state == .halfOpen(times: 1))
        for _ in 0..<3 { #expect(breaker.handle(.asked(now: start + 31)) == .hold(until: start + 36)) }
        #expect(breaker.handle(.succeeded) == .closed)
        #expect(breaker.handle(.asked(now: start + 32)) == .attempt)
        #expect(breaker.isFresh)
    }

    @Test func thePauseDoublesUpToAnHour() {
        var breaker = open()
        var pauses: [Double] = []
        var now = 30.0
        for _ in 0..<10 {
            guard case .attempt = breaker.handle(.asked(now: start + now)),
                case .opened(let until) = breaker.handle(failed(now))
            else { return #expect(Bool(false), "it did not open again") }
            pauses.append(until - (start + now))
            now = until - start
        }
        #expect(pauses == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600])
    }

    @Test func jitterSpreadsByAFifth() {
        for (jitter, pause) in [(0.0, 24.0), (0.5, 30), (1, 36)] {
            var breaker = CircuitBreaker()
            for _ in 1..<CircuitBreaker.threshold { _ = breaker.handle(failed(0)) }
            #expect(breaker.handle(failed(0, jitter: jitter)) == .opened(until: start + pause))
        }
    }

    /// Asked to wait, it does so at once, but never for longer than an hour.
    @Test func whatADestinationAsksForIsHonouredAndBounded() {
        var breaker = CircuitBreaker()
        #expect(breaker.handle(failed(0, retryAfter: 600)) == .opened(until: start + 600))
        #expect(breaker.handle(failed(1, retryAfter: 900)) == .nothing)
        #expect(breaker.handle(.asked(now: start + 900)) == .hold(until: start + 901))
        for odd in [1e9, .infinity] {
            var breaker = CircuitBreaker()
            #expect(breaker.handle(failed(0, retryAfter: odd)) == .opened(until: start + 3600))
        }
        for odd in [-5, -Double.infinity, .nan] {
            var breaker = CircuitBreaker()
            #expect(breaker.handle(failed(0, retryAfter: odd)) == .nothing)
        }
    }

    @Test func attemptsThatBeganBeforeDoNotLengthenThePause() {
        var breaker = open()
        for _ in 0..<20 { #expect(breaker.handle(failed(10)) == .nothing) }
        #expect(breaker.handle(.asked(now: start + 30)) == .attempt)
        var other = open()
        #expect(other.handle(.succeeded) == .closed)
    }

    @Test func aProbeThatTellsNothingIsMadeAgain() {
        var breaker = open()
        #expect(breaker.handle(.asked(now: start + 30)) == .attempt)
        #expect(breaker.handle(.undecided) == .nothing)
        #expect(breaker.handle(.asked(now: start + 30)) == .attempt)
        // Its pauses go on where they were.
        #expect(breaker.handle(failed(30)) == .opened(until: start + 90))
    }

    @Test func aClockThatIsSetBackDoesNotShutItForDays() {
        var breaker = open()
        #expect(breaker.handle(.asked(now: start + -86_400)) == .attempt)
    }
}
