// SPDX-License-Identifier: Apache-2.0
import Testing
import Threads

@Suite(.timeLimit(.minutes(1)))
struct MailboxTests {
    @Test func itemsComeInOrder() {
        let mailbox = Mailbox<Int>()
        for item in 0..<10 { #expect(mailbox.put(item, weight: 1) == .taken) }
        #expect(mailbox.count == 10)
        #expect(mailbox.takeAll() == Array(0..<10))
        #expect(mailbox.count == 0)
    }

    @Test func aClosedOneHandsOutTheRestAndTakesNothing() {
        let mailbox = Mailbox<Int>()
        #expect(mailbox.put(1) == .taken)
        mailbox.close()
        mailbox.close()
        #expect(mailbox.put(2) == .closed)
        #expect(mailbox.takeAll() == [1])
        #expect(mailbox.takeAll() == nil)
        #expect(mailbox.takeAll() == nil)
    }

    @Test func weightIsBoundedForThoseWhoAreBound() {
        let mailbox = Mailbox<Int>()
        #expect(mailbox.put(1, weight: 100, limit: 10) == .taken)
        #expect(mailbox.put(2, weight: 1, limit: 10) == .overfull)
        #expect(mailbox.put(3, weight: 1) == .taken)
        #expect(mailbox.takeAll() == [1, 3])
        #expect(mailbox.put(4, weight: 1, limit: 10) == .taken)
        mailbox.close()
        #expect(mailbox.put(5, weight: 1, limit: 0) == .closed)
    }

    @Test func closingWakesAReaderThatSleeps() async throws {
        let mailbox = Mailbox<Int>()
        let reader = try Reader(mailbox)
        mailbox.close()
        #expect(try await within("the reader's end") { await reader.items() } == [])
    }

    @Test func itemsAreLetGoOfWithTheMailbox() {
        final class Letter: Sendable {}
        weak var letter: Letter?
        do {
            let mailbox = Mailbox<Letter>()
            let new = Letter()
            letter = new
            #expect(mailbox.put(new) == .taken)
        }
        #expect(letter == nil)
    }

    /// The reader sleeps and wakes all the time: each sender waits until its item was read.
    @Test func nothingIsLostBetweenEightThreads() async throws {
        let each = 2_000
        let mailbox = Mailbox<(sender: Int, number: Int)>()
        let reader = try Reader(mailbox)
        try await within("eight senders") { () -> Result<Void, ThreadError> in
            await withTaskGroup(of: Result<Void, ThreadError>.self) { group in
                for sender in 0..<8 {
                    group.addTask {
                        await finished("sender-\(sender)") {
                            for number in 0..<each where mailbox.put((sender, number)) != .taken { return }
                        }
                    }
                }
                for await result in group { if case .failure = result { return result } }
                return .success(())
            }
        }.get()
        mailbox.close()
        let items = try await within("the reader's end") { await reader.items() }
        #expect(items.count == 8 * each)
        for sender in 0..<8 {
            #expect(items.filter { $0.sender == sender }.map { $0.number } == Array(0..<each))
        }
    }

    /// Strict turns: each item is put only when the one before has been read, so one lost wake-up would stop it all.
    @Test func everyArrivalWakesTheReader() async throws {
        let there = Mailbox<Int>()
        let back = Mailbox<Int>()
        try DedicatedThread.start("echo") {
            while let items = there.takeAll() { for item in items where back.put(item) != .taken { return } }
            back.close()
        }
        let sum = try await within("5000 turns") { () -> Result<Int, ThreadError> in
            await finished("turns") {
                var sum = 0
                for number in 1...5_000 {
                    guard there.put(number) == .taken, let items = back.takeAll() else { return sum }
                    sum += items.reduce(0, +)
                }
                there.close()
                return sum
            }
        }.get()
        #expect(sum == 5_000 * 5_001 / 2)
    }
}

/// A thread that reads a mailbox until it is closed.
private final class Reader<Item: Sendable>: Sendable {
    private let values: AsyncStream<[Item]>

    init(_ mailbox: Mailbox<Item>) throws(ThreadError) {
        let (values, continuation) = AsyncStream<[Item]>.makeStream()
        self.values = values
        try DedicatedThread.start("reader") {
            var all: [Item] = []
            while let items = mailbox.takeAll() { all += items }
            continuation.yield(all)
            continuation.finish()
        }
    }

    /// What it read. Call once.
    func items() async -> [Item] {
        var all: [Item] = []
        for await items in values { all += items }
        return all
    }
}

/// Runs `body` on a thread; returns when it has.
private func finished<Value: Sendable>(
    _ name: String,
    _ body: @escaping @Sendable () -> Value
) async -> Result<Value, ThreadError> {
    await withCheckedContinuation { continuation in
        do throws(ThreadError) {
            try DedicatedThread.start(name) { continuation.resume(returning: .success(body())) }
        } catch {
            continuation.resume(returning: .failure(error))
        }
    }
}
