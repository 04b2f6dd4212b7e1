// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Makes blocks of what the parser calls out. It lives on one thread, for one text.
final class MarkdownBuilder {
    private var collector: BlockCollector
    private let limits: ReadingLimits
    private var text: [UInt8] = []
    private var html: [UInt8] = []
    /// The lists that are open: the number of the next entry, nil for bullets.
    private var lists: [Int?] = []
    /// An entry is open whose text did not come yet.
    private var entry: (depth: Int, number: String?)?
    private var rows: [[String]] = []
    private var hasHead = false
    private var cells = 0
    private var isInHTML = false

    init(limits: ReadingLimits) {
        self.limits = limits
        collector = BlockCollector(limits: limits)
    }

    func title(_ text: String) { collector.title(BlockText.tidy(text)) }

    func warn(_ sentence: String) { collector.warn(sentence) }

    func finish() -> ReadDocument {
        flush()
        // A table that was cut short.
        if !rows.isEmpty { collector.append(.table(Table(rows: rows, hasHeader: hasHead))) }
        return collector.document
    }

    /// False: enough was read.
    func enter(_ block: MarkdownBlock) -> Bool {
        switch block {
        case .list(let start):
            flush()
            lists.append(start)
        case .entry:
            flush()
            guard let next = lists.popLast() else { break }
            entry = (min(lists.count, 8), next.map(String.init))
            lists.append(next.map { $0 + 1 })
        case .html:
            flush()
            isInHTML = true
        case .table:
            flush()
            (rows, hasHead) = ([], false)
        case .tableHead: hasHead = true
        case .row: rows.append([])
        case .cell: text = []
        case .paragraph, .heading, .code, .other: flush()
        }
        return !collector.isFull
    }

    func leave(_ block: MarkdownBlock) -> Bool {
        switch block {
        case .list:
            flush()
            _ = lists.popLast()
        case .entry:
            flush()
            entry = nil
        case .code:
            while text.last == 0x0A { text.removeLast() }
            collector.append(.preformatted(String(decoding: text, as: UTF8.self)))
            text = []
        case .heading(let level):
            collector.append(.heading(level: max(1, min(level, 6)), text: taken()))
        case .html:
            isInHTML = false
            let stripped = TagStripper.strip(html)
            html = []
            collector.hide(stripped.hidden)
            text = stripped.text
            flush()
        case .cell:
            cells += 1
            guard cells <= limits.cells, !rows.isEmpty else {
                collector.warn("the document has more tables than are read of one: the rest was left out")
                return false
            }
            rows[rows.count - 1].append(taken())
        case .table:
            collector.append(.table(Table(rows: rows, hasHeader: hasHead)))
            rows = []
        case .paragraph, .other: flush()
        case .row, .tableHead: break
        }
        return !collector.isFull
    }

    func add(_ bytes: UnsafeRawBufferPointer, as kind: MarkdownText) -> Bool {
        switch kind {
        case .characters: text.append(contentsOf: bytes)
        case .softBreak: text.append(0x20)
        case .lineBreak: text.append(0x0A)
        case .nothing: text.append(contentsOf: "\u{FFFD}".utf8)
        case .reference: text.append(contentsOf: CharacterReference.text(of: bytes).utf8)
        case .html: addHTML(bytes)
        }
        return true
    }

    /// A block of HTML is looked at as a whole; within a line each tag or comment comes alone.
    private func addHTML(_ bytes: UnsafeRawBufferPointer) {
        if isInHTML {
            html.append(contentsOf: bytes)
        } else if bytes.starts(with: "<!--".utf8) {
            collector.hide(max(0, bytes.count - 7))
        } else if bytes.starts(with: "<br".utf8) || bytes.starts(with: "<BR".utf8) {
            text.append(0x0A)
        }
    }

    private func taken() -> String {
        defer { text = [] }
        return BlockText.tidy(String(decoding: text, as: UTF8.self))
    }

    private func flush() {
        let paragraph = taken()
        guard !paragraph.isEmpty else { return }
        if let entry {
            collector.append(.item(ListItem(depth: entry.depth, number: entry.number, text: paragraph)))
            self.entry = nil
        } else {
            collector.append(.paragraph(paragraph))
        }
    }
}
