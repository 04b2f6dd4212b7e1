// SPDX-License-Identifier: Apache-2.0
import Foundation
import TaskKit
import TaskKitTesting
import Testing

/// docs/writing-tasks.md shows code that compiles and does what it says.
@Suite(.timeLimit(.minutes(1)))
struct SnippetTests {
    private let fake = FakeServices()

    private func lines(_ text: some StringProtocol) -> [String] {
        text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    /// Every Swift block of the page stands in this folder, but for its indentation.
    @Test func everySnippetIsCompiled() throws {
        let page = BuiltModule.repository.appending(path: "docs/writing-tasks.md")
        let blocks = try String(contentsOf: page, encoding: .utf8).split(separator: "```swift\n").dropFirst()
        #expect(blocks.count >= 15)
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        var sources: [String] = []
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
            sources.append(contentsOf: lines(try String(contentsOf: file, encoding: .utf8)))
        }
        for block in blocks {
            let wanted = lines(block.prefix(upTo: block.range(of: "```")?.lowerBound ?? block.endIndex))
            let isThere = sources.indices.contains { sources[$0...].starts(with: wanted) }
            #expect(isThere, "not compiled:\n\(wanted.joined(separator: "\n"))")
        }
    }

    @Test func aTextIsJudged() async throws {
        let fake = FakeServices()
        fake.completions.then("Rather good.")
        fake.completions.then(#"{"grade":2}"#)
        let context = fake.context(settings: #"{"strict":true}"#, deadline: .seconds(60))
        let result = try await Judge().run(Judge.Input(text: "A text."), in: context)
        #expect(result.grade == 2)
        #expect(fake.rejections.count == 1)
        #expect(fake.completions.requests.count == 2)
    }

    @Test func theFirstTaskDoesWhatItSays() async throws {
        let post = Headline.Input(title: "The bridge", content: "The bridge was closed in May. Nobody knows.")
        let result = try await Headline().run(post, in: fake.context())
        #expect(result.summary == "The bridge: The bridge was closed in May.")
    }

    @Test func wordsOfADownloadAreCounted() throws {
        let page = Buffer(bytes: "one two\nthree\n\n".utf8)
        fake.fetches.then(Fetched(buffer: page, mediaType: "text/plain", url: "https://a.example/"))
        let result = try CountWords().run(CountWords.Input(url: "https://a.example/"), in: fake.blockingContext())
        #expect(result.words == 3)
    }

    @Test func everyServiceOfThePageWorks() async throws {
        let file = Buffer(bytes: "%PDF-1.7".utf8)
        fake.fetches.always { Fetched(buffer: file, mediaType: "image/png", url: $0.url) }
        fake.completions.always { prompt in
            let isVerdict = prompt.answerSchema != nil
            return Completion(text: isVerdict ? #"{"isSpam":false,"reasons":[]}"# : "A title.", model: "m")
        }
        fake.embeddings.always { Embeddings(dimension: 1, values: $0.texts.map { _ in 1 }, model: "m") }
        fake.runParts(with: ReadPage())
        let context = fake.context(settings: #"{"words":20}"#)
        #expect(try Snippets.settings(context) == 20)
        #expect(try await Snippets.models(context, "A text.") == "A title.|A title.|A title.")
        #expect(fake.partialText == "A title.")
        #expect(try await Snippets.verdict(context, Prompt([.document("A text.")])) == false)
        #expect(try await Snippets.vectors(context, "a", ["b", "c"]) == 1)
        #expect(try await Snippets.documents(context, 3))
        #expect(try await Snippets.keeping(context, "a\nb") == ["a", "b"])
        #expect(try await Snippets.keeping(context, "a\nb") == ["a", "b"])
        #expect(fake.artifacts["texts/job.txt"]?.text == "a\nb")
        #expect(try await Snippets.saying(context) == 7)
    }
}
