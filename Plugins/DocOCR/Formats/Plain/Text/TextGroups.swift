// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Takes lines, and makes blocks of those between empty ones.
struct TextGroups {
    var collector: BlockCollector
    private let shape: TextShape
    private var group: [TextLine] = []
    /// Indentations of the lists that are open, the outermost first.
    private var lists: [Int] = []
    /// Characters that underline headings, in the order in which they came up: the first is of the highest level.
    private var underlines: [UInt8] = []

    /// A longer group is taken in parts.
    private static let longest = 4096

    init(shape: TextShape, collector: BlockCollector) {
        self.shape = shape
        self.collector = collector
    }

    mutating func read(_ lines: TextLines) {
        for line in lines {
            if collector.isFull { return }
            let isRunning = !shape.runningLines.isEmpty && shape.runningLines.contains(TextShape.withoutDigits(line))
            if line.startsPage { flush() }
            if line.isBlank || isRunning {
                flush()
            } else {
                group.append(line)
                if group.count >= Self.longest { flush() }
            }
        }
        flush()
    }

    private mutating func flush() {
        defer { group.removeAll(keepingCapacity: true) }
        var rest = group[...]
        // A heading with a line of signs under it, or between two of them.
        while let heading = underlined(rest) {
            lists = []
            collector.append(.heading(level: heading.level, text: heading.text))
            rest = rest.dropFirst(heading.lines)
        }
        // A rule alone between empty lines has no words.
        guard let only = rest.first, rest.count > 1 || Self.rule(only) == nil else { return }
        if rest.count == 1, let heading = alone(rest[rest.startIndex]) {
            lists = []
            collector.append(heading)
            return
        }
        if shape.isManualPage, let first = rest.first, first.indent == 0, isManualHeading(first) {
            collector.append(.heading(level: 2, text: first.text))
            rest = rest.dropFirst()
        }
        add(rest)
    }

    private mutating func add(_ lines: ArraySlice<TextLine>) {
        guard let first = lines.first else { return }
        if let start = firstEntry(lines) {
            if start > lines.startIndex { addParagraph(lines[..<start]) }
            addEntries(lines[start...])
            return
        }
        if let outermost = lists.first, first.indent <= outermost { lists = [] }
        if PreformattedLook.isPreformatted(lines, base: max(shape.baseIndent, lists.last ?? 0)) {
            collector.append(.preformatted(Self.kept(lines)))
        } else {
            addParagraph(lines)
        }
    }

    /// Lines that nobody broke are paragraphs of their own where they are long.
    private mutating func addParagraph(_ lines: ArraySlice<TextLine>) {
        guard lines.contains(where: { $0.width > 200 }) else {
            collector.append(.paragraph(BlockText.tidy(Wrapping.text(lines, shape: shape))))
            return
        }
        for line in lines { collector.append(.paragraph(BlockText.tidy(line.text))) }
    }

    /// Where the entries of a list begin; nil: there is none. One entry in the middle of a paragraph is none.
    private func firstEntry(_ lines: ArraySlice<TextLine>) -> Int? {
        var found: [Int] = []
        for index in lines.indices where ListMarker(lines[index].bytes) != nil { found.append(index) }
        guard let start = found.first else { return nil }
        if PreformattedLook.isPreformatted(lines, base: max(shape.baseIndent, lists.last ?? 0)) { return nil }
        if start == lines.startIndex { return start }
        let introduces = lines[start - 1].bytes.last == UInt8(ascii: ":")
        return introduces || found.count >= 2 && lines[start].indent >= lines[lines.startIndex].indent ? start : nil
    }

    private mutating func addEntries(_ lines: ArraySlice<TextLine>) {
        var index = lines.startIndex
        while index < lines.endIndex {
            let line = lines[index]
            guard let marker = ListMarker(line.bytes) else {
                // Cannot be: entries begin with a marker, and take what follows without one.
                index += 1
                continue
            }
            var end = index + 1
            while end < lines.endIndex {
                let next = lines[end]
                if let other = ListMarker(next.bytes), isEntry(other, at: next, behind: line) { break }
                end += 1
            }
            while let last = lists.last, last > line.indent { lists.removeLast() }
            if lists.last != line.indent { lists.append(line.indent) }
            var body = Array(lines[index..<end])
            body[0] = TextLine(line.bytes.dropFirst(marker.length))
            let isWrapped = lines[index..<end].count > 1 && Wrapping.isWrapped(lines[index..<end], shape: shape)
            let text =
                isWrapped || body.count == 1 ? Self.joined(body, shape) : body.map(\.text).joined(separator: "\n")
            collector.append(
                .item(ListItem(depth: min(lists.count - 1, 8), number: marker.number, text: BlockText.tidy(text)))
            )
            index = end
        }
    }

    /// A number in running text can come to stand at the beginning of a line; an entry's number goes on counting, and
    /// what belongs to an entry stands further in than its marker.
    private func isEntry(_ other: ListMarker, at next: TextLine, behind line: TextLine) -> Bool {
        guard next.indent == line.indent || next.indent > line.indent + 1 || next.indent < line.indent else {
            return false
        }
        guard next.indent == line.indent, let value = other.value,
            let before = ListMarker(line.bytes)?.value
        else { return true }
        return value == before + 1 || value == before || value == 1
    }

    private static func joined(_ lines: [TextLine], _ shape: TextShape) -> String {
        var text = ""
        for line in lines {
            if !text.isEmpty { text += " " }
            text += line.text
        }
        return text
    }

    /// The lines as they stand, moved to the left as far as all can be.
    private static func kept(_ lines: ArraySlice<TextLine>) -> String {
        let indent = lines.reduce(Int.max) { min($0, $1.indent) }
        var bytes: [UInt8] = []
        for line in lines {
            if !bytes.isEmpty { bytes.append(0x0A) }
            bytes.append(contentsOf: [UInt8](repeating: 0x20, count: line.indent - indent))
            bytes.append(contentsOf: line.bytes)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

// MARK: - Headings

extension TextGroups {
    private mutating func underlined(_ lines: ArraySlice<TextLine>) -> (level: Int, text: String, lines: Int)? {
        guard lines.count >= 2 else { return nil }
        let start = lines.startIndex
        let isOver = lines.count >= 3 && Self.rule(lines[start]) != nil
        let title = lines[start + (isOver ? 1 : 0)]
        let under = lines[start + (isOver ? 2 : 1)]
        guard let sign = Self.rule(under), Self.rule(title) == nil, !isOver || Self.rule(lines[start]) == sign,
            ListMarker(title.bytes).map({ $0.value != nil }) ?? true,
            abs(under.indent - title.indent) <= 1, title.width <= 100
        else { return nil }
        let length = under.width - under.indent
        let wanted = title.width - title.indent
        guard length >= wanted - 2, length <= wanted + (isOver ? 40 : 4) else { return nil }
        // Over and under is a level above under alone, as in reStructuredText.
        let key = isOver ? sign | 0x80 : sign
        if !underlines.contains(key) { underlines.append(key) }
        let level = (underlines.firstIndex(of: key) ?? 0) + 1
        return (min(level, 6), BlockText.tidy(title.text), isOver ? 3 : 2)
    }

    /// The sign that a line of nothing else repeats.
    private static func rule(_ line: TextLine) -> UInt8? {
        guard let sign = line.bytes.first, line.bytes.count >= 3, "=-~^\"*#+_".utf8.contains(sign),
            line.bytes.allSatisfy({ $0 == sign })
        else { return nil }
        return sign
    }

    private func alone(_ line: TextLine) -> Block? {
        if shape.isManualPage, line.indent == 0, isManualHeading(line) { return .heading(level: 2, text: line.text) }
        guard shape.hasNumberedHeadings, line.indent <= 4, let heading = NumberedHeading(line) else { return nil }
        return .heading(level: heading.depth, text: BlockText.tidy(line.text))
    }

    /// Capitals at the left margin.
    private func isManualHeading(_ line: TextLine) -> Bool {
        let small: (UInt8) -> Bool = { (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "(") }
        let capital: (UInt8) -> Bool = { (0x41...0x5A).contains($0) || $0 >= 0x80 }
        return line.width <= 60 && line.bytes.contains(where: capital) && !line.bytes.contains(where: small)
    }
}
