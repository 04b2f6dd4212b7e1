// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Providers

@Suite(.timeLimit(.minutes(1)))
struct ExtractiveWordCountTests {
    @Test(arguments: [
        ("", 0), ("one", 1), ("one two", 2), ("  one\n\n two\t ", 2), ("one - two", 3), ("don't", 1),
        ("東京都", 2), ("東京", 1), ("東", 1), ("東京 大阪", 2), ("東京2020年", 3), ("我爱你。他也爱你。", 4),
        ("สวัสดี", 2), ("Привет, мир!", 2), ("안녕하세요 세계", 2),
    ])
    func countsWords(_ text: String, _ words: Int) {
        #expect(WordCount.words(in: text) == words)
    }

    @Test func aWordWithoutEndHasALength() {
        #expect(WordCount.words(in: String(repeating: "a", count: 1_000)) == 10)
    }
}
