// SPDX-License-Identifier: Apache-2.0
import Jobs
import Limits
import Locks
import StandIns
import Testing
import Threads
import Waiting

@testable import Scheduling

/// What goes by site: whether its jobs run at all, and how fast.
@Suite(.timeLimit(.minutes(1)))
struct SiteTests {
    /// A job that came too early is put back for a time of its own, uncharged, and asks for nothing meanwhile.
    @Test func aSitesPaceHoldsAndCostsNoAttempt() async throws {
        let pace = SitePace()
        var checks = Bench.Checks()
        checks.pace = { pace.wait(for: $0, now: $1) }
        try await Bench.with(checks: checks) { bench in
            bench.provider.open()
            try bench.add(["first"])
            try await eventually("the first, without a limit") { bench.queue.ended == 1 }
            pace.set([try bench.queue.entry("first").record.site: 2], now: bench.clock.now())
            try bench.add((0..<5).map { "job-\($0)" })
            try await eventually("two that may begin, and three put back") {
                try bench.queue.ended == 3 && (0..<5).count { try bench.putBack("job-\($0)") } == 3
            }
            #expect(bench.provider.calls == 3)
            for number in 4...6 {
                bench.clock.move(by: 30.1)
                bench.scheduler.doorbell.ring()
                try await eventually("one more") { bench.queue.ended == number }
            }
            for number in 0..<5 {
                let record = try bench.queue.entry("job-\(number)").record
                #expect(record.counters.attempts == 1 && record.counters.crashes == 0)
            }
        }
    }

    /// It would run with another's key.
    @Test func aJobOfASiteThatIsNotConfiguredWaits() async throws {
        let isConfigured = Flag()
        var checks = Bench.Checks()
        checks.isConfigured = { _ in isConfigured.state.withLock { $0 } }
        try await Bench.with(checks: checks) { bench in
            bench.provider.open()
            try bench.add(["job"])
            try await eventually("the job to be put back") { try bench.putBack("job") }
            #expect(bench.provider.calls == 0)
            #expect(bench.lines.count("site is not configured") == 1)
            isConfigured.state.withLock { $0 = true }
            bench.clock.move(by: 61)
            bench.scheduler.doorbell.ring()
            try await eventually("the end") { bench.queue.ended == 1 }
            #expect(try bench.queue.entry("job").record.counters.attempts == 1)
        }
    }

    private final class Flag: Sendable { let state = Lock(false) }
}

extension Bench {
    fileprivate func putBack(_ key: String) throws -> Bool {
        let record = try queue.entry(key).record
        return record.state == .queued && record.availableAt > clock.now()
    }
}
