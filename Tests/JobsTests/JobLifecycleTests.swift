// SPDX-License-Identifier: Apache-2.0
import Jobs
import Testing

@Suite(.timeLimit(.minutes(1)))
struct JobLifecycleTests {
    private static let policy = RetryPolicy(
        attempts: 3,
        baseDelay: 5,
        maximumDelay: 80,
        softTimeout: 50,
        hardTimeout: 60
    )
    private static let outage = JobError(.retryable, code: "provider_unavailable", message: "no answer")
    private static let crash = "signal 11"

    /// One row of the table: what was known, what happened, what is to be recorded.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var before = JobCounters()
        let event: JobLifecycle.Event
        var jitter = 1.0
        let action: JobLifecycle.Action
        let after: JobCounters

        init(
            _ name: String,
            before: JobCounters = JobCounters(),
            _ event: JobLifecycle.Event,
            jitter: Double = 1,
            _ action: JobLifecycle.Action,
            after: JobCounters
        ) {
            testDescription = name
            self.before = before
            self.event = event
            self.jitter = jitter
            self.action = action
            self.after = after
        }
    }

    private static func error(_ class: JobError.Class, retryAfter: Double? = nil) -> JobError {
        JobError(`class`, code: "word", message: "a sentence", retryAfter: retryAfter)
    }

    private static func death(_ count: Int) -> JobError {
        JobError(
            .poison,
            code: "module_crashed",
            message: "the module's process died \(count) of 3 times on this input"
        )
    }

    static let table: [Case] = [
        Case(
            "success counts its run",
            .succeeded(result: [1]),
            .finish(.succeeded, .succeeded, result: [1], error: nil, evidence: nil),
            after: JobCounters(attempts: 1)
        ),
        Case(
            "a suspect that succeeds stays a suspect",
            before: JobCounters(attempts: 1, crashes: 2, isSuspect: true),
            .succeeded(result: []),
            .finish(.succeeded, .succeeded, result: [], error: nil, evidence: nil),
            after: JobCounters(attempts: 2, crashes: 2, isSuspect: true)
        ),
        Case(
            "a permanent error ends it at once",
            .failed(error(.permanent)),
            .finish(.failed, .discarded, result: nil, error: error(.permanent), evidence: nil),
            after: JobCounters(attempts: 1)
        ),
        Case(
            "cancelled",
            .failed(error(.cancelled)),
            .finish(.cancelled, .cancelled, result: nil, error: error(.cancelled), evidence: nil),
            after: JobCounters(attempts: 1)
        ),
        Case(
            "poison is quarantined, its message is the evidence",
            .failed(error(.poison)),
            .finish(.quarantined, .quarantined, result: nil, error: error(.poison), evidence: "a sentence"),
            after: JobCounters(attempts: 1)
        ),
        Case(
            "a retryable error waits",
            .failed(outage),
            .requeue(.retryAfter, delay: 5, error: outage),
            after: JobCounters(attempts: 1)
        ),
        Case(
            "and doubles its wait",
            before: JobCounters(attempts: 1),
            .failed(outage),
            .requeue(.retryAfter, delay: 10, error: outage),
            after: JobCounters(attempts: 2)
        ),
        Case(
            "with full jitter",
            before: JobCounters(attempts: 1),
            .failed(outage),
            jitter: 0.25,
            .requeue(.retryAfter, delay: 2.5, error: outage),
            after: JobCounters(attempts: 2)
        ),
        Case(
            "the last attempt is a dead letter",
            before: JobCounters(attempts: 2),
            .failed(outage),
            .finish(.failed, .dead, result: nil, error: outage, evidence: nil),
            after: JobCounters(attempts: 3)
        ),
        Case(
            "what the cause asks for is the least",
            .failed(error(.retryable, retryAfter: 30)),
            jitter: 0,
            .requeue(.retryAfter, delay: 30, error: error(.retryable, retryAfter: 30)),
            after: JobCounters(attempts: 1)
        ),
        Case(
            "but a day at most",
            .failed(error(.retryable, retryAfter: 1e300)),
            .requeue(.retryAfter, delay: 86_400, error: error(.retryable, retryAfter: 1e300)),
            after: JobCounters(attempts: 1)
        ),
        Case(
            "a death among others charges nobody and makes suspects",
            .processDied(alone: false, evidence: crash),
            .requeue(.interrupted, delay: 0, error: nil),
            after: JobCounters(isSuspect: true)
        ),
        Case(
            "a death alone counts",
            before: JobCounters(isSuspect: true),
            .processDied(alone: true, evidence: crash),
            .requeue(.interrupted, delay: 0, error: death(1)),
            after: JobCounters(crashes: 1, isSuspect: true)
        ),
        Case(
            "the first death alone makes a suspect too",
            .processDied(alone: true, evidence: crash),
            .requeue(.interrupted, delay: 0, error: death(1)),
            after: JobCounters(crashes: 1, isSuspect: true)
        ),
        Case(
            "the third death alone is quarantine, with its evidence",
            before: JobCounters(attempts: 1, crashes: 2, isSuspect: true),
            .processDied(alone: true, evidence: crash),
            .finish(.quarantined, .quarantined, result: nil, error: death(3), evidence: crash),
            after: JobCounters(attempts: 1, crashes: 3, isSuspect: true)
        ),
        Case(
            "a death among others never quarantines",
            before: JobCounters(crashes: 2, isSuspect: true),
            .processDied(alone: false, evidence: crash),
            .requeue(.interrupted, delay: 0, error: nil),
            after: JobCounters(crashes: 2, isSuspect: true)
        ),
        Case(
            "an interruption charges nothing",
            before: JobCounters(attempts: 2),
            .interrupted(retryAfter: 7),
            .requeue(.interrupted, delay: 7, error: nil),
            after: JobCounters(attempts: 2)
        ),
        Case(
            "a deferral charges nothing and says why",
            before: JobCounters(attempts: 2, isSuspect: true),
            .deferred(retryAfter: 60, reason: error(.retryable)),
            .requeue(.deferred, delay: 60, error: error(.retryable)),
            after: JobCounters(attempts: 2, isSuspect: true)
        ),
        Case(
            "an interruption cannot ask for the past",
            .interrupted(retryAfter: -7),
            .requeue(.interrupted, delay: 0, error: nil),
            after: JobCounters()
        ),
    ]

    @Test(arguments: table)
    func recordsWhatTheTableSays(_ row: Case) {
        var lifecycle = JobLifecycle(counters: row.before, policy: Self.policy)
        #expect(lifecycle.handle(row.event, jitter: row.jitter) == row.action)
        #expect(lifecycle.counters == row.after)
    }

    /// Every row of the table again, of a job whose end was asked for: what counts, counts; only a result outlives it.
    @Test(arguments: table)
    func aJobToBeCancelledEndsSoUnlessItSucceeded(_ row: Case) {
        var lifecycle = JobLifecycle(counters: row.before, policy: Self.policy)
        let action = lifecycle.handle(row.event, jitter: row.jitter, isToCancel: true)
        #expect(lifecycle.counters == row.after)
        if case .finish(.succeeded, _, _, _, _) = row.action {
            #expect(action == row.action)
        } else if case .finish(_, _, _, _, let evidence) = row.action {
            #expect(action == .finish(.cancelled, .cancelled, result: nil, error: .cancelled, evidence: evidence))
        } else {
            #expect(action == .finish(.cancelled, .cancelled, result: nil, error: .cancelled, evidence: nil))
        }
    }

    @Test(arguments: [
        (JobState.queued, JobRequest.Answer.finish, JobRequest.Answer.refuse), (.running, .tell, .refuse),
        (.succeeded, .refuse, .refuse), (.failed, .refuse, .requeue), (.quarantined, .refuse, .requeue),
        (.cancelled, .refuse, .requeue),
    ])
    func whatIsAskedForDependsOnTheStateAlone(
        _ state: JobState,
        _ cancel: JobRequest.Answer,
        _ retry: JobRequest.Answer
    ) {
        #expect(JobRequest.cancel.answer(in: state) == cancel)
        #expect(JobRequest.retry.answer(in: state) == retry)
    }

    @Test func waitsGrowToTheCeilingAndNoFurther() {
        let policy = RetryPolicy(attempts: 100, baseDelay: 5, maximumDelay: 80, softTimeout: 1, hardTimeout: 2)
        var lifecycle = JobLifecycle(counters: JobCounters(), policy: policy)
        var delays: [Double] = []
        for _ in 0..<99 {
            if case .requeue(_, let delay, _) = lifecycle.handle(.failed(Self.outage), jitter: 1) {
                delays.append(delay)
            }
        }
        #expect(delays.prefix(6) == [5, 10, 20, 40, 80, 80])
        #expect(delays.count == 99 && delays.allSatisfy { $0 <= 80 })
    }

    /// Contract B: three retries, 30 s apart, whatever the dice say.
    @Test(arguments: [0, 0.3, 1])
    func equalDelaysAreASpacing(_ jitter: Double) {
        let policy = RetryPolicy(attempts: 4, baseDelay: 30, maximumDelay: 30, softTimeout: 1, hardTimeout: 2)
        var lifecycle = JobLifecycle(counters: JobCounters(), policy: policy)
        for _ in 1...3 {
            let action = lifecycle.handle(.failed(Self.outage), jitter: jitter)
            #expect(action == .requeue(.retryAfter, delay: 30, error: Self.outage))
        }
        let last = lifecycle.handle(.failed(Self.outage), jitter: jitter)
        #expect(last == .finish(.failed, .dead, result: nil, error: Self.outage, evidence: nil))
    }

    /// Numbers that no configuration should have, and a module may still send.
    static let hostile: [Double] = [
        .nan, .infinity, -.infinity, -1, 0, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
    ]

    @Test(arguments: hostile, hostile)
    func delaysAreAlwaysNumbersThatAClockCanAdd(_ first: Double, _ second: Double) {
        let policy = RetryPolicy(attempts: 3, baseDelay: first, maximumDelay: second, softTimeout: 1, hardTimeout: 2)
        let events: [JobLifecycle.Event] = [
            .failed(Self.error(.retryable, retryAfter: second)), .interrupted(retryAfter: first),
            .deferred(retryAfter: first, reason: nil),
        ]
        for event in events {
            for jitter in [first, second, 0.5] {
                var lifecycle = JobLifecycle(counters: JobCounters(attempts: 1), policy: policy)
                guard case .requeue(_, let delay, _) = lifecycle.handle(event, jitter: jitter) else {
                    Issue.record("not requeued")
                    continue
                }
                #expect(delay >= 0 && delay.isFinite)
            }
        }
    }

    @Test(arguments: [0, 1, -5])
    func attemptsOfOneOrLessAreOne(_ attempts: Int) {
        let policy = RetryPolicy(attempts: attempts, baseDelay: 1, maximumDelay: 1, softTimeout: 1, hardTimeout: 2)
        var lifecycle = JobLifecycle(counters: JobCounters(), policy: policy)
        let action = lifecycle.handle(.failed(Self.outage), jitter: 0)
        #expect(action == .finish(.failed, .dead, result: nil, error: Self.outage, evidence: nil))
    }

    @Test func fourStatesAreTerminal() {
        #expect(JobState.allCases.filter(\.isTerminal) == [.succeeded, .failed, .quarantined, .cancelled])
    }
}
