// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Providers

/// Input that is no text: nothing may crash, hang or grow beyond bounds. Sizes are small enough for a debug
/// build; that work grows in proportion to them is what keeps the real ones harmless.
@Suite(.timeLimit(.minutes(1)))
struct ExtractiveHostileTests {
    private static let pieces = [
        "a", "a ", "a\n", "a\n\n", "A. ", ".", ". ", "…", "\" ", ".\" ", "(", ")", "「", "」", "。", "「。」", ".[1] A", "[1",
        "\u{0}", "\u{0}a\u{0}", "\u{301}", "e\u{301}", "\u{200D}", "👨‍👩‍👧‍👦", "\u{202E}x ", "中", "中。", "ก", "1. ", "1.",
        "- \n", "# ",
        "```\n", "|\n", "z. B. ", "Dr. ", "I. ", "!?", "¿", "» ", "« ", "x: ", ", ", "\u{FFFD}", "\u{10FFFF}", "a中",
        "\r\n", "\u{2028}", "The same sentence again and again. ", "É́ß ", "ﷺ ",
    ]

    @Test(arguments: pieces)
    func repetitionsAreHarmless(_ piece: String) async throws {
        let text = String(repeating: piece, count: 10_000)
        do throws(ProviderFailure) {
            let part = CompletionRequest.Part(role: .user, kind: .document, label: text, text: text)
            let answer = try await ExtractiveProvider()
                .complete(CompletionRequest(parts: [part], targetWords: 50), timeout: 55)
            #expect(!answer.text.isEmpty)
            #expect(WordCount.words(in: answer.text) <= 58)
            #expect(!answer.text.unicodeScalars.contains("\u{0}"))
        } catch {
            #expect(error.kind == .badRequest)
        }
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func mixturesAreHarmless(_ seed: UInt64) async throws {
        var state = seed
        var text = ""
        for _ in 0..<4_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            text += Self.pieces[Int(state >> 33) % Self.pieces.count]
        }
        let words = 1 + Int(seed) * 7
        let summary = try await ExtractiveProviderTests.summary(text, title: "a 中 ", words: words)
        #expect(WordCount.words(in: summary) <= words * 115 / 100 + 1)
    }

    @Test func sentencesAreCounted() throws {
        let sentences = try ExtractiveSplittingTests.split(String(repeating: "A b.\n\n", count: 250_000))
        #expect(sentences.count == SentenceSplitter.mostSentences)
    }

    @Test func aCutLeavesCombiningMarksAlone() async throws {
        let text = String(repeating: "e\u{301}", count: 60_000)
        let summary = try await ExtractiveProviderTests.summary(text, words: 20)
        #expect(summary.dropLast().allSatisfy { $0 == "e\u{301}" })
    }

    @Test func manyDocumentsAreTaken() async throws {
        let part = CompletionRequest.Part(role: .user, kind: .document, label: "t", text: "A short one. ")
        let request = CompletionRequest(parts: Array(repeating: part, count: 20_000), targetWords: 30)
        let text = try await ExtractiveProvider().complete(request, timeout: 50).text
        #expect(WordCount.words(in: text) <= 35)
    }
}

@Suite("Extractive: what it cannot do", .timeLimit(.minutes(1)))
struct ExtractiveLimitTests {
    @Test("an answer by schema and an attachment are refused with a sentence each")
    func refused() async throws {
        var request = CompletionRequest(parts: [.init(role: .user, kind: .document, text: "A text. Another one.")])
        request.answerSchema = #"{"type":"object"}"#
        let schema = await outcome(ExtractiveProvider(), request).failure
        #expect(schema?.kind == .unsupportedSchema && schema?.message.contains("JSON") == true)
        request.answerSchema = nil
        request.parts.append(
            .init(
                role: .user,
                kind: .attachment,
                text: "",
                attachment: Attachment(mediaType: "image/png", sha256: "", bytes: [1])
            )
        )
        let attachment = await outcome(ExtractiveProvider(), request).failure
        #expect(attachment?.kind == .unsupportedAttachment && attachment?.message.contains("image/png") == true)
    }
}
