// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import Foundation
import Testing

@testable import DocumentTasks

@Suite("Chunks", .timeLimit(.minutes(1)))
struct ChunkerTests {
    /// So many sentences of ten words, in paragraphs of five.
    private func paragraphs(_ sentences: Int, from first: Int = 0) -> [Block] {
        stride(from: 0, to: sentences, by: 5).map { start in
            .paragraph(
                (start..<min(start + 5, sentences)).map {
                    "Sentence \(first + $0) has ten words, this is its last one."
                }
                .joined(separator: " ")
            )
        }
    }

    @Test("a short document is one chunk")
    func short() {
        let chunks = Chunker(words: 1_200, overlap: 150).chunks(of: Pieces(paragraphs(20)))
        #expect(chunks.count == 1 && chunks[0].words == 200)
    }

    @Test("nothing is lost, each chunk has about its size, and neighbours share the overlap")
    func overlap() {
        let chunks = Chunker(words: 1_200, overlap: 150).chunks(of: Pieces(paragraphs(1_000)))
        for (index, chunk) in chunks.enumerated() {
            #expect(chunk.words <= 1_320 && (chunk.words >= 1_080 || index == chunks.count - 1))
        }
        for number in 0..<1_000 {
            #expect(chunks.contains { $0.text.contains("Sentence \(number) has") })
        }
        for (left, right) in zip(chunks, chunks.dropFirst()) {
            let shared = (0..<1_000).count {
                left.text.contains("Sentence \($0) has") && right.text.contains("Sentence \($0) has")
            }
            #expect((10...23).contains(shared), "\(shared) sentences of ten words")
        }
        #expect((9...11).contains(chunks.count))
    }

    @Test("an end is moved to the heading that is near, and the chunk knows what it stands under")
    func headings() {
        var blocks: [Block] = [.heading(level: 1, text: "Harbour")]
        blocks += paragraphs(130)
        blocks += [.heading(level: 2, text: "Ropes")]
        blocks += paragraphs(100, from: 500)
        let chunks = Chunker(words: 1_200, overlap: 0).chunks(of: Pieces(blocks))
        #expect(chunks.count == 2)
        #expect(chunks[1].text.hasPrefix("## Ropes"))
        #expect(chunks[1].path == ["Harbour"] && chunks[1].headings == ["Ropes"])
        #expect(chunks[0].headings == ["Harbour"])
    }

    @Test("text without an end of a sentence is cut between words, and without blanks between characters")
    func endless() {
        let words = Chunker(words: 100, overlap: 0).chunks(
            of: Pieces([.paragraph((0..<1_000).map { "word\($0)" }.joined(separator: " "))])
        )
        #expect(words.map(\.words).reduce(0, +) == 1_000 && words.allSatisfy { $0.words <= 200 })
        let characters = Chunker(words: 100, overlap: 0).chunks(
            of: Pieces([.paragraph(String(repeating: "字", count: 4_000))])
        )
        #expect(characters.map { $0.text.count }.reduce(0, +) == 4_000 && characters.count >= 10)
    }

    @Test("chunks by tokens follow what the provider counted")
    func tokens() {
        let pieces = Pieces(paragraphs(600))
        let plain = Chunker(tokens: 2_000, overlap: 0, scale: TokenScale()).chunks(of: pieces)
        var scale = TokenScale()
        scale.add(estimated: 1_000, counted: 2_000)
        let scaled = Chunker(tokens: 2_000, overlap: 0, scale: scale).chunks(of: pieces)
        #expect(scaled.count >= plain.count * 2 - 1 && plain.count > 1)
    }

    @Test("tables are cut between rows")
    func tables() {
        let rows = (0..<400).map { ["row \($0)", "value", "more"] }
        let chunks = Chunker(words: 300, overlap: 0).chunks(of: Pieces([.table(Table(rows: rows))]))
        #expect(chunks.count > 5 && chunks.allSatisfy { $0.text.hasSuffix("|") })
    }

    @Test(
        "words are counted between white space, and in pairs of characters where there is none",
        arguments: [
            ("one two  three\n", 3), ("", 0), ("日本語です", 3), ("日本 語", 2), ("Swiftは言語", 3), ("ไทย", 2), ("a-b c", 2),
            ("한국어 문장", 2),
        ]
    )
    func words(text: String, count: Int) { #expect(WordCount.words(in: text) == count) }

    @Test("pieces join to the text that they came from")
    func pieces() {
        let text = "It is 3.5 m. \"Really?\" he asked… Yes! 終わり。次の文。 No end"
        #expect(Sentences.pieces(of: text).joined() == text)
        #expect(Sentences.pieces(of: text).count >= 5)
    }

    @Test("what is left out first is what says least, and headings stay with their text")
    func preselection() {
        var blocks: [Block] = []
        for section in 0..<10 {
            blocks.append(.heading(level: 1, text: "Section \(section)"))
            blocks.append(
                .paragraph(
                    "The harbour dredging contract sets the depth of the harbour channel, the dredging volume and the "
                        + "payment for each dredging campaign in section \(section)."
                )
            )
            blocks.append(
                .paragraph("Thanks to everyone who came along \(section) times and brought cake, tea and music.")
            )
        }
        let kept = Preselection.selected(blocks, ratio: 0.55)
        let text = Markdown.text(of: kept)
        #expect(kept.count < blocks.count && text.contains("dredging"))
        #expect(text.components(separatedBy: "dredging volume").count >= text.components(separatedBy: "cake").count)
        #expect(blocks.filter(kept.contains) == kept)
    }
}
