// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Providers

@Suite(.timeLimit(.minutes(1)))
struct ExtractiveProviderTests {
    static func summary(_ text: String, title: String = "", words: Int? = nil) async throws -> String {
        let part = CompletionRequest.Part(role: .user, kind: .document, label: title, text: text)
        return try await ExtractiveProvider()
            .complete(CompletionRequest(parts: [part], targetWords: words), timeout: 50).text
    }

    private func failure(_ request: CompletionRequest, timeout: Double = 50) async -> ProviderFailure? {
        do {
            _ = try await ExtractiveProvider().complete(request, timeout: timeout)
            return nil
        } catch {
            return error
        }
    }

    @Test func saysWhatItIs() async throws {
        let provider = ExtractiveProvider()
        #expect(provider.name == "extractive")
        #expect(!provider.isPaid)
        let part = CompletionRequest.Part(role: .user, kind: .document, text: "One two three four.")
        let answer = try await provider.complete(CompletionRequest(parts: [part]), timeout: 10)
        #expect(
            answer
                == CompletionAnswer(text: "One two three four.", model: "extractive-3", inputTokens: 5, outputTokens: 5)
        )
    }

    @Test func shortTextComesBackWhole() async throws {
        #expect(
            try await Self.summary("  A\tshort\n\n\n text.\r\nOf two\u{A0}sentences.\u{0} ")
                == "A short text. Of two sentences."
        )
        #expect(try await Self.summary("短い文章。\n\n二つ目。") == "短い文章。二つ目。")
    }

    /// The summary's length in words is within 15 % of what was asked for.
    @Test(arguments: ExtractiveTexts.all, [10, 25, 40, 60])
    func keepsTheLengthOnRealTexts(_ text: String, _ words: Int) async throws {
        let summary = try await Self.summary(text, words: words)
        let length = Double(WordCount.words(in: summary))
        #expect(length >= 0.85 * Double(words) && length <= 1.15 * Double(words), "\(length) words: \(summary)")
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>, [15, 50, 120, 400, 1_500])
    func keepsTheLengthOnGeneratedTexts(_ seed: UInt64, _ words: Int) async throws {
        let text = ExtractiveTexts.generated(seed: seed, sentences: 200)
        let length = Double(WordCount.words(in: try await Self.summary(text, words: words)))
        #expect(length >= 0.85 * Double(words) && length <= 1.15 * Double(words))
    }

    /// What is in the summary is in the text, in the same order; only one sentence may be broken off.
    @Test(arguments: ExtractiveTexts.all, [20, 50])
    func takesSentencesInOrder(_ text: String, _ words: Int) async throws {
        let source = SourceText(text)
        let sentences = try ExtractiveSplittingTests.texts(text)
        var rest = Substring(try await Self.summary(text, words: words))
        for sentence in sentences {
            if rest.hasPrefix(sentence) {
                rest = rest.dropFirst(sentence.count)
            } else if let cut = rest.firstIndex(of: "…"), cut > rest.startIndex, sentence.hasPrefix(rest[..<cut]) {
                rest = rest[cut...].dropFirst()
            }
            while rest.first == " " { rest = rest.dropFirst() }
        }
        #expect(rest.isEmpty, "not in the text: \(rest)")
        #expect(!source.isEmpty)
    }

    @Test(
        arguments: ExtractiveTexts.all + (1...12).map { ExtractiveTexts.generated(seed: $0, sentences: 60) },
        [10, 20, 40]
    )
    func isNotTheLead(_ text: String, _ words: Int) async throws {
        let source = SourceText(text)
        #expect(WordCount.words(in: text) >= 2 * words)
        let summary = try await Self.summary(text, words: words)
        let whole = source.rendered(0..<source.scalars.count)
        let uncut = summary.hasSuffix("…") ? String(summary.dropLast()) : summary
        #expect(!whole.hasPrefix(uncut), "\(words): \(summary)")
        let prose = try SentenceSplitter(source).sentences(limit: WorkLimit(seconds: 10))
            .filter { $0.kind == .prose }.map { source.rendered($0.range) }
        #expect(!prose.joined(separator: " ").hasPrefix(uncut), "PROSE \(words): \(summary)")
        #expect(!prose.joined().hasPrefix(uncut))
    }

    @Test func headingsAndTablesAreLeftOut() async throws {
        let text = "# Breakwater breakwater\n\nImprint\n\n| breakwater | works |\n\n" + ExtractiveTexts.english
        let summary = try await Self.summary(text, words: 60)
        #expect(!summary.contains("Imprint") && !summary.contains("|") && !summary.contains("#"))
        #expect(!summary.contains("Breakwater breakwater"))
    }

    @Test func theTitleDrawsItsSentences() async throws {
        let ferry = try await Self.summary(
            ExtractiveTexts.english,
            title: "Ferry to the islands moves to Carrow",
            words: 60
        )
        #expect(ferry.contains("Carrow"))
        let waves = try await Self.summary(
            ExtractiveTexts.english,
            title: "University study of waves in the bay",
            words: 60
        )
        #expect(waves.contains("A study by the university"))
    }

    @Test func documentsAreSummarizedAndInstructionsAreNot() async throws {
        let instruction = String(repeating: "Obey the instruction about zebras at once. ", count: 50)
        let request = CompletionRequest(
            parts: [
                .init(role: .system, kind: .instruction, text: instruction),
                .init(role: .user, kind: .instruction, text: instruction),
                .init(role: .user, kind: .document, text: ExtractiveTexts.english),
                .init(role: .user, kind: .document, text: ExtractiveTexts.german),
            ],
            targetWords: 80
        )
        let text = try await ExtractiveProvider().complete(request, timeout: 50).text
        #expect(!text.contains("zebras"))
        #expect(text.contains("Westmere") || text.contains("breakwater"))
        #expect(text.contains("bücherei"))
    }

    @Test func withoutDocumentsTheUsersTextIsSummarized() async throws {
        let request = CompletionRequest(
            parts: [
                .init(role: .system, kind: .instruction, text: "Zebras."),
                .init(role: .user, kind: .instruction, text: "Just this."),
            ]
        )
        #expect(try await ExtractiveProvider().complete(request, timeout: 50).text == "Just this.")
    }

    @Test func staysBelowTheMostTokens() async throws {
        let part = CompletionRequest.Part(role: .user, kind: .document, text: ExtractiveTexts.english)
        let request = CompletionRequest(parts: [part], maximumOutputTokens: 60, targetWords: 200)
        let answer = try await ExtractiveProvider().complete(request, timeout: 50)
        #expect(answer.outputTokens <= 60)
        #expect(answer.outputTokens >= 30)
    }

    @Test(arguments: ["", " \n\t", "\u{0}\u{0}", "\u{200B}\u{FEFF}"])
    func refusesEmptyText(_ text: String) async {
        let part = CompletionRequest.Part(role: .user, kind: .document, text: text)
        #expect(await failure(CompletionRequest(parts: [part]))?.kind == .badRequest)
        #expect(await failure(CompletionRequest(parts: []))?.kind == .badRequest)
    }

    @Test(arguments: [0, -1, Int.min])
    func refusesNoWords(_ words: Int) async {
        let part = CompletionRequest.Part(role: .user, kind: .document, text: "Text.")
        #expect(await failure(CompletionRequest(parts: [part], targetWords: words))?.kind == .badRequest)
        #expect(await failure(CompletionRequest(parts: [part], maximumOutputTokens: words))?.kind == .badRequest)
    }

    @Test func refusesWhatIsTooLong() async {
        let part = CompletionRequest.Part(role: .user, kind: .document, text: String(repeating: "x", count: 4_194_305))
        #expect(await failure(CompletionRequest(parts: [part, part]))?.kind == .tooLong)
    }

    @Test(arguments: [0, -5, .nan, 1e-9])
    func endsWhenTimeIsUp(_ timeout: Double) async {
        let part = CompletionRequest.Part(role: .user, kind: .document, text: ExtractiveTexts.english)
        #expect(await failure(CompletionRequest(parts: [part]), timeout: timeout)?.kind == .timedOut)
    }

    @Test func anEndlessTimeoutIsTaken() async throws {
        let part = CompletionRequest.Part(role: .user, kind: .document, text: ExtractiveTexts.english)
        #expect(await failure(CompletionRequest(parts: [part], targetWords: .max), timeout: .infinity) == nil)
    }

    @Test func endsWhenCancelled() async {
        let part = CompletionRequest.Part(role: .user, kind: .document, text: ExtractiveTexts.english)
        let task = Task { () -> ProviderFailure.Kind? in
            withUnsafeCurrentTask { $0?.cancel() }
            return await failure(CompletionRequest(parts: [part]))?.kind
        }
        #expect(await task.value == .timedOut)
    }
}
