// SPDX-License-Identifier: Apache-2.0
public import DocumentModel

/// Makes blocks of paragraphs that come one by one, each saying how deep in tables it is: the form that both DOC and RTF
/// keep tables in. Notes (footnotes, text boxes) interrupt the body where they are anchored and come after it.
public struct TextFlow: Sendable {
    /// The blocks so far, without the notes.
    public private(set) var collector: BlockCollector
    private var body = TableNest()
    private var notes: [String] = []
    private var notesBytes = 0
    private let maximumBytes: Int
    /// Notes that are being read, the innermost last.
    private var open: [Note] = []

    private struct Note: Sendable {
        var lines: [String] = []
        var tables = TableNest()
    }

    public init(limits: ReadingLimits) {
        collector = BlockCollector(limits: limits)
        maximumBytes = limits.textBytes
    }

    /// Nothing more is taken: a reader may stop.
    public var isFull: Bool { collector.isFull || notesBytes > maximumBytes }
    /// A row of a table has been begun and not ended here.
    public var isInsideRow: Bool { open.last?.tables.isInsideRow ?? body.isInsideRow }

    /// Takes a paragraph. Its white space is tidied here.
    public mutating func paragraph(_ text: String, _ role: ParagraphRole) {
        let text = BlockText.tidy(text)
        if !open.isEmpty { return note(text, role) }
        if role.tableLevel > 0 { return body.add(Self.marked(text, role), level: role.tableLevel) }
        endTable()
        guard !text.isEmpty else { return }
        if let level = role.heading {
            let number = role.entry?.number == nil ? nil : role.entry?.marker
            let heading = number.map { BlockText.tidy($0 + " " + text) } ?? text
            collector.append(.heading(level: max(1, min(level, 6)), text: heading))
        } else if let entry = role.entry {
            collector.append(.item(ListItem(depth: max(0, min(entry.depth, 8)), number: entry.number, text: text)))
        } else {
            collector.append(.paragraph(text))
        }
    }

    /// The last paragraph ends a cell of the table of that level.
    public mutating func endCell(level: Int) {
        if open.isEmpty { body.endCell(level: level) } else { open[open.count - 1].tables.endCell(level: level) }
    }

    /// A row of the table of that level ends.
    /// - Parameter isHeader: It is repeated on every page that the table goes on to, and so names the columns.
    public mutating func endRow(level: Int, isHeader: Bool = false) {
        if open.isEmpty {
            body.endRow(level: level, isHeader: isHeader)
        } else {
            open[open.count - 1].tables.endRow(level: level)
        }
    }

    /// What comes until `endNote` stands elsewhere than in the running text.
    public mutating func beginNote() { open.append(Note()) }

    public mutating func endNote() {
        guard var note = open.popLast() else { return }
        note.lines += Self.lines(note.tables.close().rows)
        let text = note.lines.joined(separator: "\n")
        guard !text.isEmpty, !isFull else { return }
        notesBytes += text.utf8.count
        notes.append(text)
    }

    public mutating func warn(_ sentence: String) { collector.warn(sentence) }
    public mutating func hide(_ characters: Int) { collector.hide(characters) }
    public mutating func title(_ text: String) { collector.title(BlockText.tidy(text)) }

    /// Ends what is open, and gives the document with its notes at the end.
    public mutating func finish() -> ReadDocument {
        while !open.isEmpty { endNote() }
        endTable()
        for note in notes { collector.append(.note(note)) }
        notes = []
        return collector.document
    }

    private mutating func note(_ text: String, _ role: ParagraphRole) {
        let last = open.count - 1
        let text = Self.marked(text, role)
        if role.tableLevel > 0 { return open[last].tables.add(text, level: role.tableLevel) }
        if !open[last].tables.isEmpty { open[last].lines += Self.lines(open[last].tables.close().rows) }
        if !text.isEmpty { open[last].lines.append(text) }
    }

    private mutating func endTable() {
        guard !body.isEmpty else { return }
        let (rows, hasHeader) = body.close()
        guard rows.contains(where: { $0.contains { !$0.isEmpty } }) else { return }
        // A frame around text, not a table.
        if rows.count == 1, rows[0].count == 1 {
            for line in rows[0][0].split(separator: "\n") { collector.append(.paragraph(String(line))) }
        } else {
            collector.append(.table(Table(rows: rows, hasHeader: hasHeader)))
        }
    }

    /// In a cell or a note, where a block cannot be, a numbered entry keeps its number as text.
    private static func marked(_ text: String, _ role: ParagraphRole) -> String {
        guard !text.isEmpty, let entry = role.entry, entry.number != nil else { return text }
        return BlockText.tidy(entry.marker + " " + text)
    }

    private static func lines(_ rows: [[String]]) -> [String] {
        rows.map { $0.filter { !$0.isEmpty }.joined(separator: " ") }.filter { !$0.isEmpty }
    }
}
