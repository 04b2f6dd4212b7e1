// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Reads the body of a document, or its notes, to blocks.
final class WordStory: XMLHandler {
    typealias Name = WordName

    /// What a paragraph has gathered.
    private struct Paragraph {
        var text = TextBuffer()
        var style: String?
        var list: Int?
        var level: Int?
        var outline: Int?
        /// Text boxes that are anchored in it: they follow it.
        var boxes: [Block] = []
        /// Its end is no end: it was deleted, or its letters are an initial that hangs beside the next one.
        var runsOn = false
    }
    private struct Run {
        var isHidden = false
        var isInside = false
        var isSymbol = false
    }

    var sink: BlockSink
    private let styles: WordStyles
    private let numbering: WordNumbering
    private var counters: WordCounters

    private var paragraph = Paragraph()
    private var run = Run()
    private var paragraphHides = false
    /// Paragraphs around the text box that is read.
    private var outer: [(paragraph: Paragraph, run: Run, hides: Bool, fields: FieldStack)] = []
    private var fields = FieldStack()
    private var alternates = AlternateContent()
    private var isInText = false
    private var isInParagraphProperties = false
    private var isInNote = false

    init(sink: BlockSink, styles: WordStyles, numbering: WordNumbering) {
        self.sink = sink
        self.styles = styles
        self.numbering = numbering
        counters = WordCounters(numbering: numbering, styles: styles)
    }

    var isDone: Bool { sink.isFull }

    /// Closes what a part that breaks off left open.
    func finish() {
        while true {
            endParagraph(runsOn: false)
            guard !outer.isEmpty else { break }
            endTextBox()
        }
        if isInNote { endNote() }
        sink.finish()
    }

    func start(_ name: Name, _ attributes: borrowing XMLAttributes<Name>) -> Bool {
        switch name {
        case .paragraph:
            paragraph.runsOn = false
            paragraphHides = false
        case .run:
            run = Run(isHidden: paragraphHides, isInside: true)
        case .text, .mathText:
            isInText = true
        case .tab, .alignedTab:
            if run.isInside { append("\t") }
        case .lineBreak, .carriageReturn:
            if run.isInside { append("\n") }
        case .noBreakHyphen: append("-")
        case .symbol: appendSymbol(attributes)
        case .fieldCharacter: fields.meet(attributes.string(.fieldKind) ?? "")
        case .table: sink.startTable()
        case .row: sink.table { $0.startRow() }
        case .cell: sink.table { $0.startCell() }
        case .textBox: startTextBox()
        case .footnote, .endnote, .comment:
            // Separators are lines, not notes (ISO 29500-1, 17.18.33).
            if let type = attributes.string(.type), type != "normal" { return false }
            isInNote = true
            sink.startAside()
        case .importedFile:
            sink.warn("a file that the document takes in as a whole (altChunk) was not read")
        case .alternate: alternates.start()
        case .choice, .fallback: return alternates.branch()
        case .deleted:
            // In properties it says that the paragraph's end, or the row, was deleted.
            if isInParagraphProperties {
                paragraph.runsOn = true
            } else if !run.isInside, isInRowProperties {
                sink.table { $0.dropRow() }
            }
            return false
        case .movedFrom, .deletedText, .instruction, .deletedInstruction, .controlProperties, .controlEndProperties,
            .rubyText, .sectionProperties, .formerParagraph, .formerRun, .formerTable, .formerRow, .formerCell,
            .formerNumbering, .fieldData, .formField:
            return false
        default: startProperty(name, attributes)
        }
        return true
    }

    private var isInRowProperties = false

    private func startProperty(_ name: Name, _ attributes: borrowing XMLAttributes<Name>) {
        switch name {
        case .paragraphProperties: isInParagraphProperties = true
        case .rowProperties: isInRowProperties = true
        case .paragraphStyle:
            paragraph.style = attributes.string(.value)
            if let style = paragraph.style, styles.resolve(style).isHidden { paragraphHides = true }
        case .level: paragraph.level = attributes.int(.value)
        case .numberingID: paragraph.list = attributes.int(.value)
        case .outlineLevel: paragraph.outline = attributes.int(.value)
        case .frame:
            if attributes.bytes(.dropCap) != nil, !attributes.equals(.dropCap, "none") { paragraph.runsOn = true }
        case .runStyle:
            if run.isInside, let style = attributes.string(.value), styles.resolve(style).isHidden {
                run.isHidden = true
            }
        case .hidden: if run.isInside { run.isHidden = attributes.isOn(.value, byDefault: true) }
        case .fontSize:
            // Half points: a letter of one point is a dot.
            if run.isInside, let size = attributes.int(.value), size <= 2 { run.isHidden = true }
        case .headerRow: if attributes.isOn(.value, byDefault: true) { sink.table { $0.markHeader() } }
        case .gridBefore: if let count = attributes.int(.value) { sink.table { $0.skip(count) } }
        case .gridSpan: if let count = attributes.int(.value) { sink.table { $0.span(count) } }
        case .verticalMerge, .horizontalMerge:
            if !attributes.equals(.value, "restart") { sink.table { $0.merge() } }
        case .tableStyle: tableStyle = attributes.string(.value)
        case .tableLook:
            let looks = attributes.string(.value).flatMap { Int($0, radix: 16) } ?? 0
            isFirstRowLook = attributes.isOn(.firstRow, byDefault: looks & 0x20 != 0)
        default: break
        }
    }

    private var tableStyle: String?
    private var isFirstRowLook = false

    func end(_ name: Name) {
        switch name {
        case .paragraph: endParagraph(runsOn: paragraph.runsOn)
        case .run: run.isInside = false
        case .text, .mathText: isInText = false
        case .paragraphProperties: isInParagraphProperties = false
        case .rowProperties: isInRowProperties = false
        case .tableProperties:
            if isFirstRowLook, let style = tableStyle, styles.resolve(style).marksFirstRow {
                sink.table { $0.marksFirstRow = true }
            }
            tableStyle = nil
            isFirstRowLook = false
        case .table: sink.endTable()
        case .row: sink.table { $0.endRow() }
        case .cell:
            if paragraph.runsOn { endParagraph(runsOn: false) }
            sink.table { $0.endCell() }
        case .textBox: endTextBox()
        case .footnote, .endnote, .comment: endNote()
        case .alternate: alternates.end()
        default: break
        }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard isInText else { return }
        if run.isHidden && run.isInside { return sink.hide(TextBuffer.characters(in: bytes)) }
        guard !fields.isInInstruction, sink.admit(bytes.count) else { return }
        paragraph.text.append(bytes)
    }

    private func append(_ text: StaticString) {
        guard !run.isHidden, !fields.isInInstruction, sink.admit(text.utf8CodeUnitCount) else { return }
        paragraph.text.append(text)
    }

    private func appendSymbol(_ attributes: borrowing XMLAttributes<Name>) {
        guard !run.isHidden, !fields.isInInstruction, let code = attributes.string(.character),
            let value = UInt32(code, radix: 16),
            let scalar = SymbolFonts.scalar(value, font: attributes.string(.font) ?? ""), sink.admit(4)
        else { return }
        paragraph.text.append(String(Character(scalar)))
    }

    private func endParagraph(runsOn: Bool) {
        fields.endParagraph()
        if runsOn {
            paragraph.runsOn = true
            return
        }
        let boxes = paragraph.boxes
        let text = paragraph.text.take()
        if let block = block(of: text) { sink.append(block) }
        for box in boxes { sink.append(box) }
        paragraph = Paragraph(text: paragraph.text)
    }

    /// What the paragraph is. Lists and numbered headings count on even where they hold no text.
    private func block(of text: String) -> Block? {
        let style = paragraph.style.map { styles.resolve($0) } ?? WordStyles.Resolved()
        var place: WordCounters.Place?
        if let list = paragraph.list ?? style.numbering, list != 0 {
            let tied = paragraph.list == nil ? paragraph.style.flatMap { numbering.level(of: $0, in: list) } : nil
            let level = paragraph.level ?? tied ?? style.level ?? 0
            // An empty paragraph shows no number, unless it is a list's own entry.
            if !text.isEmpty || paragraph.list != nil { place = counters.next(list: list, level: level) }
        }
        guard !text.isEmpty else { return nil }
        let outline = paragraph.outline.map { (0...8).contains($0) ? $0 + 1 : 0 }
        if let heading = outline ?? style.heading, heading > 0 { return .heading(level: min(heading, 6), text: text) }
        if let place { return .item(ListItem(depth: place.depth, number: place.number, text: text)) }
        if let list = style.list, paragraph.list != 0, !list.isNumbered {
            return .item(ListItem(depth: list.depth, text: text))
        }
        return .paragraph(text)
    }

    private func startTextBox() {
        outer.append((paragraph, run, paragraphHides, fields))
        paragraph = Paragraph()
        run = Run()
        fields = FieldStack()
        isInText = false
        sink.startAside()
    }

    private func endTextBox() {
        if paragraph.runsOn { endParagraph(runsOn: false) }
        guard let around = outer.popLast() else { return }
        let blocks = sink.endAside()
        paragraph = around.paragraph
        run = around.run
        paragraphHides = around.hides
        fields = around.fields
        paragraph.boxes += blocks
    }

    private func endNote() {
        if paragraph.runsOn { endParagraph(runsOn: false) }
        isInNote = false
        let text = sink.endAside().map(BlockSink.plain).filter { !$0.isEmpty }.joined(separator: "\n")
        sink.append(.note(text))
    }
}
