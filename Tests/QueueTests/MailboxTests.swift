// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SQLiteQueue

@Suite(.timeLimit(.minutes(1)))
struct MailboxTests {
    @Test func lettersComeInOrder() {
        let mailbox = Mailbox<Int>()
        for letter in 0..<10 { #expect(mailbox.put(letter, weight: 1) == .taken) }
        #expect(mailbox.count == 10)
        #expect(mailbox.takeAll() == Array(0..<10))
        #expect(mailbox.count == 0)
    }

    @Test func aClosedOneHandsOutTheRestAndTakesNothing() {
        let mailbox = Mailbox<Int>()
        _ = mailbox.put(1, weight: 1)
        mailbox.close()
        #expect(mailbox.put(2, weight: 1) == .closed)
        #expect(mailbox.takeAll() == [1])
        #expect(mailbox.takeAll() == nil)
    }

    @Test func weightIsBoundedForThoseWhoAreBound() {
        let mailbox = Mailbox<Int>()
        #expect(mailbox.put(1, weight: 100, limit: 10) == .taken)
        #expect(mailbox.put(2, weight: 1, limit: 10) == .overfull)
        #expect(mailbox.put(3, weight: 1) == .taken)
        #expect(mailbox.takeAll() == [1, 3])
        #expect(mailbox.put(4, weight: 1, limit: 10) == .taken)
    }

    @Test(arguments: [
        ("", 4, ""), ("abcd", 4, "abcd"), ("abcde", 4, "abcd"), ("aé", 2, "a"), ("é", 1, ""), ("a😀b", 4, "a"),
        ("a😀b", 5, "a😀"),
    ])
    func textIsCutBetweenCharacters(_ text: String, _ limit: Int, _ cut: String) {
        #expect(text.bounded(toBytes: limit) == cut)
    }
}
