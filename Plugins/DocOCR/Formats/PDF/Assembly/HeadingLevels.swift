// SPDX-License-Identifier: GPL-3.0-or-later
import DocumentModel

/// Gives headings their levels when all are known: by the outline where the document has one, else by their looks, the
/// largest first.
struct HeadingLevels {
    struct Style: Hashable {
        var size: Int
        var isBold: Bool
    }
    private var outline: [[UInt8]: Int] = [:]
    private var found: [(block: Int, style: Style, depth: Int?)] = []

    init(_ bookmarks: [PDFBookmark]) {
        for bookmark in bookmarks {
            let key = LineText.plain(bookmark.title.utf8)
            if key.count >= 2, outline[key] == nil { outline[key] = bookmark.depth }
        }
    }

    /// The depth in the outline of a title, from 0; with or without the number before it.
    func depth(_ text: [UInt8]) -> Int? {
        guard !outline.isEmpty, text.count < 300 else { return nil }
        let plain = LineText.plain(text)
        if let depth = outline[plain] { return depth }
        let bare = plain.drop { LineText.isDigit($0) }
        return bare.count >= 3 ? outline[Array(bare)] : nil
    }

    mutating func add(block: Int, size: Int, isBold: Bool, depth: Int?) {
        found.append((block, Style(size: (size + 2) / 5, isBold: isBold), depth))
    }

    /// Sets the levels of headings that were written as level 1.
    func apply(to blocks: inout [Block]) {
        var votes: [Style: [Int: Int]] = [:]
        for heading in found {
            if let depth = heading.depth { votes[heading.style, default: [:]][depth, default: 0] += 1 }
        }
        var levels: [Style: Int] = [:]
        let styles = Set(found.map(\.style)).sorted { ($0.size, $0.isBold ? 1 : 0) > ($1.size, $1.isBold ? 1 : 0) }
        var rank = 0
        for style in styles {
            if let vote = votes[style]?.max(by: { ($0.value, -$0.key) < ($1.value, -$1.key) }) {
                rank = max(rank, vote.key + 1)
                levels[style] = vote.key + 1
            } else {
                rank += 1
                levels[style] = rank
            }
        }
        for heading in found {
            guard blocks.indices.contains(heading.block), case .heading(_, let text) = blocks[heading.block] else {
                continue
            }
            let level = heading.depth.map { $0 + 1 } ?? levels[heading.style] ?? 1
            blocks[heading.block] = .heading(level: max(1, min(level, 6)), text: text)
        }
    }
}
