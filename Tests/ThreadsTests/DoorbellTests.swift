// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Testing

@testable import Threads

@Suite(.timeLimit(.minutes(1)))
struct DoorbellTests {
    @Test func ringsBeforeTheWaitAreOne() async throws {
        let bell = Doorbell()
        for _ in 0..<5 { bell.ring() }
        #expect(bell.hasRung)
        try await within("the ring that was remembered") { await bell.wait() }
        #expect(!bell.hasRung)
    }

    @Test func aRingEndsAWait() async throws {
        let bell = Doorbell()
        let wait = Task { await bell.wait() }
        for _ in 0..<100 { await Task.yield() }
        bell.ring()
        try await within("the wait") { await wait.value }
    }

    @Test(arguments: [0, -1, Double.nan, -Double.infinity])
    func anAlarmThatIsDueRingsAtOnce(_ seconds: Double) async throws {
        let bell = Doorbell()
        bell.setAlarm(after: seconds)
        try await within("the alarm") { await bell.wait() }
    }

    @Test(arguments: [3600, Double.infinity, .greatestFiniteMagnitude])
    func aNewAlarmReplacesTheOld(_ seconds: Double) async throws {
        let bell = Doorbell()
        bell.setAlarm(after: seconds)
        let old = try #require(bell.alarm)
        bell.setAlarm(after: 0)
        #expect(old.isCancelled)
        try await within("the new alarm") { await bell.wait() }
        try await within("the end of the old one") { await old.value }
        #expect(!bell.hasRung)
    }

    @Test func theAlarmEndsWithTheBell() async throws {
        let alarm: Task<Void, Never>?
        do {
            let bell = Doorbell()
            bell.setAlarm(after: 3600)
            alarm = bell.alarm
        }
        try await within("the end of the alarm") { await alarm?.value }
    }

    /// Eight threads add and ring; the loop must see the whole sum without another ring.
    @Test func noRingOfEightThreadsIsLost() async throws {
        let each = 2_000
        let bell = Doorbell()
        let added = Counter()
        // The loop looks only when it was woken.
        let loop = Task {
            while true {
                await bell.wait()
                if added.value == 8 * each { return true }
            }
        }
        for sender in 0..<8 {
            try DedicatedThread.start("ringer-\(sender)") {
                for _ in 0..<each {
                    added.add()
                    bell.ring()
                }
            }
        }
        #expect(try await within("the last ring") { await loop.value })
    }
}

private final class Counter: Sendable {
    private let count = Atomic(0)
    var value: Int { count.load(ordering: .acquiring) }
    func add() { count.wrappingAdd(1, ordering: .acquiringAndReleasing) }
}
