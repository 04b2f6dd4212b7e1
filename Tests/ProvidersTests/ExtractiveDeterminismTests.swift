// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Providers

@Suite(.timeLimit(.minutes(1)))
struct ExtractiveDeterminismTests {
    private static let fingerprints: [UInt64] = [
        14_082_822_595_694_625_651,
        11_433_997_936_994_387_012,
        341_785_032_848_375_755,
        8_463_039_231_616_740_612,
        4_551_620_937_465_624_413,
        11_960_961_092_564_125_148,
    ]

    /// Every process hashes with another seed, and so does every run of this test: were any order of a dictionary
    /// or set to show in a summary, one of these numbers would change from run to run. Whoever changes how
    /// sentences are chosen changes them too, and the provider's model name with them.
    @Test(arguments: zip(ExtractiveTexts.all, fingerprints))
    func summariesAreTheSameInEveryProcess(_ text: String, _ fingerprint: UInt64) async throws {
        let summary = try await ExtractiveProviderTests.summary(text, title: "Harbour Bücherei gare", words: 40)
        #expect(TermHash(summary.unicodeScalars).value == fingerprint, "\(summary)")
    }

    @Test func aLongSummaryIsTheSameInEveryProcess() async throws {
        let text = ExtractiveTexts.generated(seed: 99, sentences: 400)
        let summary = try await ExtractiveProviderTests.summary(text, words: 500)
        #expect(TermHash(summary.unicodeScalars).value == 2_335_643_844_392_242_227)
    }

    @Test func runsSideBySideGiveTheSameBytes() async throws {
        let text = ExtractiveTexts.generated(seed: 7, sentences: 300)
        let summaries = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<8 { group.addTask { try await ExtractiveProviderTests.summary(text, words: 120) } }
            var all = Set<String>()
            for try await summary in group { all.insert(summary) }
            return all
        }
        #expect(summaries.count == 1)
    }

    @Test(arguments: [
        (1.0, 0.0), (2.0, 0.693_147_180_559_945_3), (10.0, 2.302_585_092_994_046), (0.5, -0.693_147_180_559_945_3),
        (200_001.0, 12.206_077_645_517_675),
    ])
    func logarithmIsRight(_ x: Double, _ expected: Double) {
        #expect((Logarithm.natural(x) - expected).magnitude < 1e-14)
    }
}
