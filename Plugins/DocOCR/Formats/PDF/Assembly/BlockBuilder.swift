// SPDX-License-Identifier: GPL-3.0-or-later
import DocumentModel

/// Makes blocks of lines: one after the other, each line either goes on with the block before or begins another.
struct BlockBuilder {
    enum Kind {
        case paragraph, heading, code
        case item(marker: LineMarker, left: Int, depth: Int)
        case table
    }

    private let document: DocumentLines
    private let style: DocumentStyle
    private var join: LineJoin
    private var levels: HeadingLevels
    private(set) var blocks: [Block] = []

    // The block at work.
    private var kind: Kind?
    private var text: [UInt8] = []
    private var rows: [[String]] = []
    private var lineCount = 0
    private var first: DocumentLines.Line?
    private var last: DocumentLines.Line?
    /// Left edges of the lists that are open, the outermost first, with their last markers.
    private var lists: [(left: Int, marker: LineMarker)] = []
    /// Foot notes of pages whose last paragraph goes on.
    private var notes: [DocumentLines.Line] = []

    init(_ document: DocumentLines, style: DocumentStyle, outline: [PDFBookmark]) {
        self.document = document
        self.style = style
        join = LineJoin(document)
        levels = HeadingLevels(outline)
    }

    /// Takes the next line; `next` is the one after it.
    mutating func take(_ line: DocumentLines.Line, next: DocumentLines.Line?) {
        if line.isNote {
            notes.append(line)
            return
        }
        if line.flags.contains(.row) {
            takeRow(line)
        } else if isCode(line) {
            takeCode(line)
        } else if isHeading(line, next: next) {
            takeHeading(line)
        } else {
            takeText(line)
        }
        last = line
    }

    /// Puts in what another reader made of a page.
    mutating func take(_ others: [Block]) {
        close()
        blocks += others
        last = nil
    }

    mutating func finish() -> [Block] {
        close()
        levels.apply(to: &blocks)
        return blocks
    }

    // MARK: - Kinds of lines

    private mutating func takeRow(_ line: DocumentLines.Line) {
        let cells = document.text(line).split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
            .map { BlockText.tidy(String(decoding: $0, as: UTF8.self)) }
        let isTable = if case .table = kind { true } else { false }
        if isTable, line.flags.contains(.tableStart), let last, last.page + 1 == line.page,
            rows.first?.count == cells.count
        {
            // The same table goes on on the next page, often with its header once more.
            if rows.first == cells { return }
        } else if !isTable || line.flags.contains(.tableStart) {
            start(.table, line)
        }
        rows.append(cells)
    }

    private func isCode(_ line: DocumentLines.Line) -> Bool {
        guard line.flags.contains(.fixedPitch), !style.isFixedPitch, !line.flags.contains(.turned) else { return false }
        switch kind {
        case .code: return true
        case .paragraph, .item:
            // A long name that fills a line of a paragraph is no code.
            guard let last, line.isBelow(last), !style.isGap(line, after: last) else { return true }
            return abs(line.left - last.left) > line.size / 2 || isShort(last, before: line)
        default: return true
        }
    }

    private mutating func takeCode(_ line: DocumentLines.Line) {
        if case .code = kind, let last {
            text.append(UInt8(ascii: "\n"))
            if line.page == last.page, style.isGap(line, after: last) { text.append(UInt8(ascii: "\n")) }
        } else {
            start(.code, line)
        }
        if let first {
            // Letters of one width tell how far a line is set in.
            let count = max(1, line.text.count)
            let width = max(1, min((line.right - line.left) / count, line.size))
            let blanks = max(0, min((line.left - first.left) / max(width, line.size / 3), 80))
            text += Array(repeating: UInt8(ascii: " "), count: line.page == first.page ? blanks : 0)
        }
        text += document.text(line)
        lineCount += 1
    }

    private func isHeading(_ line: DocumentLines.Line, next: DocumentLines.Line?) -> Bool {
        let bytes = document.text(line)
        guard bytes.count <= 200, bytes.contains(where: LineText.isLetter), !isEntryOfContents(line, bytes) else {
            return false
        }
        if case .heading = kind, let last, continuesHeading(line, last) { return true }
        let isFree = last.map { !line.isBelow($0) || style.isGap(line, after: $0) } ?? true
        if style.isHeading(line) {
            if line.size * 100 >= style.bodySize * 115 { return true }
            // Bold words at the start of a line of text, or a line of a bold paragraph, are none.
            let isAlone =
                next.map { !$0.flags.contains(.bold) || !$0.isBelow(line) || style.isGap($0, after: line) } ?? true
            let startsBlock =
                isFree || last.map { isShort($0, before: line) || LineText.endsSentence(document.text($0)) } ?? true
            return startsBlock && isAlone && !bytes.isEmpty && bytes.count <= 120
                && bytes.last != UInt8(ascii: ",") && bytes.last != UInt8(ascii: ";")
        }
        return isFree && bytes.count <= 120 && line.flags.isDisjoint(with: [.turned, .gapped, .leader, .row])
            && levels.depth(Array(bytes)) != nil
            && !(next.map { levels.depth(Array(document.text($0))) != nil } ?? false)
    }

    /// Titles of a table of contents end in the page's number.
    private func isEntryOfContents(_ line: DocumentLines.Line, _ bytes: ArraySlice<UInt8>) -> Bool {
        line.flags.contains(.leader) || line.flags.contains(.gapped) && bytes.last.map(LineText.isDigit) == true
    }

    private func continuesHeading(_ line: DocumentLines.Line, _ last: DocumentLines.Line) -> Bool {
        line.page == last.page && line.base > last.base && abs(line.size - last.size) * 100 <= 3 * last.size
            && line.flags.contains(.bold) == last.flags.contains(.bold) && lineCount < 4
            && (line.base - last.base) * 100 <= 165 * line.size && LineMarker(document.text(line))?.number == nil
    }

    private mutating func takeHeading(_ line: DocumentLines.Line) {
        if case .heading = kind, let last, continuesHeading(line, last) {
            join.append(document.text(line), to: &text)
        } else {
            start(.heading, line)
            lists = []
            text += document.text(line)
        }
        lineCount += 1
    }

    private mutating func takeText(_ line: DocumentLines.Line) {
        let bytes = document.text(line)
        let begins = beginsBlock(line)
        if let marker = LineMarker(bytes), isItem(marker, line, begins: begins) {
            let depth = open(marker, line)
            start(.item(marker: marker, left: line.left, depth: depth), line)
            text += bytes.dropFirst(marker.length)
        } else if begins {
            // What is not set in any more ends the lists.
            lists.removeAll { line.left <= $0.left + line.size / 2 }
            start(.paragraph, line)
            text += bytes
        } else {
            join.append(bytes, to: &text)
        }
        lineCount += 1
    }

    private func isItem(_ marker: LineMarker, _ line: DocumentLines.Line, begins: Bool) -> Bool {
        if !marker.isWeak { return true }
        // After a line that ends early a number begins an entry, even inside of another one.
        let begins = begins || last.map { line.isBelow($0) && isShort($0, before: line) } ?? true
        if let list = lists.last(where: { abs($0.left - line.left) <= line.size / 2 }) {
            return marker.follows(list.marker) || begins && marker.number == nil
        }
        return begins
    }

    /// Finds the list that an entry is of, by its left edge, and says how deep that is.
    private mutating func open(_ marker: LineMarker, _ line: DocumentLines.Line) -> Int {
        while let list = lists.last, list.left > line.left + line.size / 2 { lists.removeLast() }
        if let list = lists.last, list.left >= line.left - line.size / 2 {
            lists[lists.count - 1] = (line.left, marker)
        } else {
            lists.append((line.left, marker))
        }
        return min(lists.count - 1, 8)
    }

    // MARK: - Where blocks end

    /// Whether a line of text begins a block of its own.
    private func beginsBlock(_ line: DocumentLines.Line) -> Bool {
        guard let last, let kind else { return true }
        switch kind {
        case .heading, .code, .table: return true
        case .paragraph, .item: break
        }
        let text = document.text(last)
        guard line.flags.contains(.turned) == last.flags.contains(.turned),
            abs(line.size - last.size) * 100 <= 12 * last.size
        else { return true }
        let bytes = document.text(line)
        if !line.isBelow(last) {
            // Over the end of a column or page a sentence goes on.
            if LineText.endsSentence(text) { return true }
            return !(LineText.startsSmall(bytes) || LineText.startsWide(bytes) || LineText.endsInHyphen(text))
                || last.flags.contains(.gapped)
        }
        if style.isGap(line, after: last) { return true }
        if LineText.endsInHyphen(text), LineText.startsSmall(bytes) { return false }
        if line.flags.contains(.leader) || last.flags.contains(.leader) { return true }
        if line.flags.contains(.gapped) || last.flags.contains(.gapped) { return true }
        if case .item(_, let left, _) = kind {
            // Back at the left of the sign is a paragraph after the list, unless entries are not set in at all.
            if line.left < left - line.size / 2 { return true }
            return isShort(last, before: line) && line.left <= left + line.size / 3
        }
        if line.left > last.left + line.size * 8 / 10, line.left > line.marginLeft + line.size / 2 {
            return !LineText.startsSmall(bytes) || LineText.endsSentence(text)
        }
        return isShort(last, before: line)
    }

    /// The first word of the next line would have had room at the end of this one: its author ended it.
    private func isShort(_ line: DocumentLines.Line, before next: DocumentLines.Line) -> Bool {
        let bytes = document.text(next)
        let word = bytes.prefix { $0 != UInt8(ascii: " ") }
        let width = LineText.startsWide(bytes) ? next.size : word.count * next.size * 55 / 100
        return next.marginRight - line.right > width + next.size * 16 / 10
    }

    private mutating func start(_ kind: Kind, _ line: DocumentLines.Line) {
        close()
        self.kind = kind
        first = line
    }

    private mutating func close() {
        if let kind { write(kind) }
        kind = nil
        text = []
        rows = []
        lineCount = 0
        guard !notes.isEmpty else { return }
        let pending = notes
        notes = []
        var note: [UInt8] = []
        var before: DocumentLines.Line?
        for line in pending {
            let bytes = document.text(line)
            if let before, bytes.first.map(LineText.isDigit) == true || !line.isBelow(before) {
                blocks.append(.note(tidy(note)))
                note = []
            }
            join.append(bytes, to: &note)
            before = line
        }
        if !note.isEmpty { blocks.append(.note(tidy(note))) }
    }

    private mutating func write(_ kind: Kind) {
        switch kind {
        case .table:
            blocks.append(.table(Table(rows: rows, hasHeader: rows.count > 1)))
        case .code:
            blocks.append(.preformatted(String(decoding: text, as: UTF8.self)))
        case .heading:
            let depth = levels.depth(text)
            // A whole paragraph of large or bold letters is none.
            if let first, depth != nil || lineCount <= 4 && text.count <= 250 {
                levels.add(block: blocks.count, size: first.size, isBold: first.flags.contains(.bold), depth: depth)
                blocks.append(.heading(level: 1, text: tidy(text)))
            } else {
                blocks.append(.paragraph(tidy(text)))
            }
        case .item(let marker, _, let depth):
            blocks.append(.item(ListItem(depth: depth, number: marker.number, text: tidy(text))))
        case .paragraph:
            if !text.isEmpty { blocks.append(.paragraph(tidy(text))) }
        }
    }

    private func tidy(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        return LineText.isTidy(bytes) ? text : BlockText.tidy(text)
    }
}
