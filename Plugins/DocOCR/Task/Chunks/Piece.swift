// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// The least that a chunk holds or does not hold: a sentence, a row of a table, a line of code, a heading.
struct Piece: Sendable, Hashable {
    /// What begins with it.
    enum Start: Int, Sendable, Comparable {
        case sentence, paragraph, heading
        static func < (left: Start, right: Start) -> Bool { left.rawValue < right.rawValue }
    }
    var text: String
    var words: Int
    var start: Start
    /// What stands before it when another piece does: an empty line, a line feed, or nothing.
    var separator: String
    /// Which of the paths in `Pieces.paths` it stands under.
    var path: Int
    /// Tokens, estimated.
    var tokens: Double
}

/// A document cut into pieces, each with the headings that it stands under.
struct Pieces: Sendable {
    private(set) var all: [Piece] = []
    /// The headings above a piece, outermost first.
    private(set) var paths: [[String]] = [[]]

    init(_ blocks: [Block]) {
        var open: [(level: Int, text: String)] = []
        var lastWasItem = false
        for block in blocks {
            let text = Markdown.text(of: block)
            guard !text.isEmpty else { continue }
            var isItem = false
            switch block {
            case .heading(let level, let name):
                open.removeAll { $0.level >= level }
                open.append((level, name))
                paths.append(open.map { $0.text })
                add([text[...]], .heading, between: "")
            case .table, .preformatted:
                add(text.split(separator: "\n", omittingEmptySubsequences: false), .paragraph, between: "\n")
            case .item:
                isItem = true
                add(
                    Sentences.pieces(of: text),
                    lastWasItem ? .sentence : .paragraph,
                    between: "",
                    before: lastWasItem ? "\n" : "\n\n"
                )
            case .paragraph, .note:
                add(Sentences.pieces(of: text), .paragraph, between: "")
            }
            lastWasItem = isItem
        }
    }

    private mutating func add(
        _ texts: [Substring],
        _ start: Piece.Start,
        between: String,
        before: String = "\n\n"
    ) {
        for (index, text) in texts.enumerated() {
            all.append(
                Piece(
                    text: String(text),
                    words: WordCount.words(in: text),
                    start: index == 0 ? start : .sentence,
                    separator: index == 0 ? before : between,
                    path: paths.count - 1,
                    tokens: TokenEstimate.tokens(in: text)
                )
            )
        }
    }
}
