// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SQLiteQueue

@Suite(.timeLimit(.minutes(1)))
struct BoundedTextTests {
    @Test(arguments: [
        ("", 4, ""), ("abcd", 4, "abcd"), ("abcde", 4, "abcd"), ("aé", 2, "a"), ("é", 1, ""), ("a😀b", 4, "a"),
        ("a😀b", 5, "a😀"),
    ])
    func textIsCutBetweenCharacters(_ text: String, _ limit: Int, _ cut: String) {
        #expect(text.bounded(toBytes: limit) == cut)
    }
}
