// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Reads the content of a text or a presentation to blocks.
final class OpenDocumentStory: XMLHandler {
    typealias Name = OpenDocumentName

    /// A paragraph that is open. Notes and text boxes lie within the one that they are anchored in.
    private struct Paragraph {
        var text = TextBuffer()
        var heading: Int?
        var isHidden = false
        /// Spans around, outermost first: whether each hides its text.
        var spans: [Bool] = []
        /// What is anchored in it follows it.
        var behind: [Block] = []
    }
    private enum Role {
        case plain
        case title
        case furniture
    }

    private(set) var sink: BlockSink
    private let styles: OpenDocumentStyles
    private var lists: OpenDocumentLists
    private var paragraphs: [Paragraph] = []
    /// Lists around the note or text box that is read.
    private var outerLists: [OpenDocumentLists] = []
    private var isInStyles = false
    /// How many elements around are hidden as a whole.
    private var hiding = 0
    private var hiddenSections: [Bool] = []
    private var isInNotes = false
    private var frames: [Role] = []
    private var title = ""
    private(set) var hiddenPages = 0
    private var isPageHidden = false
    /// How often each cell that is open stands beside itself; tables can lie in cells.
    private var cellRepeats: [Int] = []
    private var rowRepeats: [Int] = []
    private var isInHeaderRows = false

    init(sink: BlockSink, styles: OpenDocumentStyles) {
        self.sink = sink
        self.styles = styles
        lists = OpenDocumentLists(styles: styles)
    }

    var isDone: Bool { sink.isFull }

    /// Closes what a part that breaks off left open.
    func finish() {
        while !paragraphs.isEmpty { endParagraph() }
        if !title.isEmpty { endPage() }
        sink.finish()
    }

    func start(_ name: Name, _ attributes: borrowing XMLAttributes<Name>) -> Bool {
        if isInStyles { return styles.start(name, attributes) }
        switch name {
        case .automaticStyles, .commonStyles: isInStyles = true
        case .masterStyles, .fontFaces, .scripts, .forms, .noteCitation, .rubyText, .trackedChanges, .contentSource,
            .illustrationSource, .tableIndexSource, .objectIndexSource, .userIndexSource, .alphabeticalSource,
            .bibliographySource, .creator, .date, .objectTitle, .objectDescription:
            return false
        case .paragraph, .heading: startParagraph(name, attributes)
        case .span:
            let isHidden = attributes.string(.textStyle).map { styles.isHidden($0, family: "text") } ?? false
            withParagraph { $0.spans.append(isHidden) }
        case .space: append(String(repeating: " ", count: max(0, min(attributes.int(.count) ?? 1, 64))))
        case .tab: append("\t")
        case .lineBreak: append("\n")
        case .hiddenText:
            // A field with a condition: hidden while this says so.
            guard attributes.isOn(.isHidden, byDefault: true) else { break }
            if let text = attributes.string(.stringValue) { sink.hide(text.unicodeScalars.count) }
            return false
        case .hiddenParagraph: if attributes.isOn(.isHidden, byDefault: false) { hideParagraph() }
        case .list:
            let continues =
                attributes.isOn(.continueNumbering, byDefault: false) || attributes.bytes(.continueList) != nil
            lists.start(style: attributes.string(.textStyle), continues: continues)
        case .listItem: lists.startItem(startValue: attributes.int(.startValue), isHeader: false)
        case .listHeader: lists.startItem(startValue: nil, isHeader: true)
        case .section:
            let isHidden = attributes.equals(.textDisplay, "none")
            hiddenSections.append(isHidden)
            if isHidden { hiding += 1 }
        case .note, .annotation, .textBox: startAside()
        case .table: sink.startTable()
        case .headerRows: isInHeaderRows = true
        case .row:
            rowRepeats.append(attributes.int(.rowsRepeated) ?? 1)
            let isHeader = isInHeaderRows
            sink.table {
                $0.startRow()
                if isHeader { $0.markHeader() }
            }
        case .cell, .coveredCell: startCell(name, attributes)
        case .page: startPage(attributes)
        case .pageNotes: isInNotes = true
        case .frame: startFrame(attributes)
        default: break
        }
        return true
    }

    func end(_ name: Name) {
        if isInStyles {
            if name == .automaticStyles || name == .commonStyles { isInStyles = false } else { styles.end(name) }
            return
        }
        switch name {
        case .paragraph, .heading: endParagraph()
        case .span: withParagraph { _ = $0.spans.popLast() }
        case .list: lists.end()
        case .section: if hiddenSections.popLast() == true { hiding -= 1 }
        case .note, .annotation: endAside(isNote: true)
        case .textBox: endAside(isNote: false)
        case .table: sink.endTable()
        case .headerRows: isInHeaderRows = false
        case .row:
            let times = rowRepeats.popLast() ?? 1
            sink.table { $0.endRow(repeated: times) }
        case .cell, .coveredCell: endCell()
        case .page: endPage()
        case .pageNotes: isInNotes = false
        case .frame: _ = frames.popLast()
        default: break
        }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard !paragraphs.isEmpty else { return }
        let index = paragraphs.count - 1
        if isTextHidden {
            // Between the elements stands only white space.
            if !bytes.allSatisfy({ $0 <= 0x20 }) { sink.hide(TextBuffer.characters(in: bytes)) }
            return
        }
        if sink.admit(bytes.count) { paragraphs[index].text.appendLine(bytes) }
    }

    private var isTextHidden: Bool {
        guard hiding == 0, !isPageHidden, let paragraph = paragraphs.last else { return true }
        return paragraph.isHidden || paragraph.spans.contains(true)
    }

    private func append(_ text: String) {
        guard !paragraphs.isEmpty, !isTextHidden, sink.admit(text.utf8.count) else { return }
        paragraphs[paragraphs.count - 1].text.append(text)
    }

    private func withParagraph(_ change: (inout Paragraph) -> Void) {
        if !paragraphs.isEmpty { change(&paragraphs[paragraphs.count - 1]) }
    }

    private func startParagraph(_ name: Name, _ attributes: borrowing XMLAttributes<Name>) {
        var paragraph = Paragraph()
        if name == .heading { paragraph.heading = max(1, min(attributes.int(.outlineLevel) ?? 1, 6)) }
        if let style = attributes.string(.textStyle) {
            paragraph.isHidden = styles.isHidden(style, family: "paragraph")
            if style == "Title" { paragraph.heading = 1 }
            if style == "Subtitle" { paragraph.heading = 2 }
        }
        paragraphs.append(paragraph)
    }

    /// What of the paragraph was read so far is hidden too.
    private func hideParagraph() {
        guard !paragraphs.isEmpty else { return }
        let text = paragraphs[paragraphs.count - 1].text.take()
        sink.hide(text.unicodeScalars.count)
        paragraphs[paragraphs.count - 1].isHidden = true
    }

    private func endParagraph() {
        guard var paragraph = paragraphs.popLast() else { return }
        let text = paragraph.text.take()
        if !text.isEmpty { sink.append(block(of: text, heading: paragraph.heading)) }
        for block in paragraph.behind { sink.append(block) }
    }

    private func block(of text: String, heading: Int?) -> Block {
        if isInNotes { return frames.last == .furniture ? .paragraph("") : .note(text) }
        switch frames.last {
        case .title?:
            title += (title.isEmpty ? "" : " ") + text
            return .paragraph("")
        case .furniture?: return .paragraph("")
        default: break
        }
        let place = lists.mark()
        if let heading { return .heading(level: heading, text: text) }
        if let place { return .item(ListItem(depth: place.depth, number: place.number, text: text)) }
        return .paragraph(text)
    }

    private func startAside() {
        outerLists.append(lists)
        lists = OpenDocumentLists(styles: styles)
        sink.startAside()
    }

    private func endAside(isNote: Bool) {
        guard let around = outerLists.popLast() else { return }
        lists = around
        var blocks = sink.endAside()
        if isNote {
            let text = blocks.map(BlockSink.plain).filter { !$0.isEmpty }.joined(separator: "\n")
            blocks = text.isEmpty ? [] : [.note(text)]
        }
        if isNote, sink.isInTable || paragraphs.isEmpty {
            // A note in a cell stands behind the table.
            for block in blocks { sink.appendBehindTable(block) }
        } else if paragraphs.isEmpty {
            for block in blocks { sink.append(block) }
        } else {
            withParagraph { $0.behind += blocks }
        }
    }

    private func startCell(_ name: Name, _ attributes: borrowing XMLAttributes<Name>) {
        cellRepeats.append(max(1, attributes.int(.columnsRepeated) ?? 1))
        sink.table {
            $0.startCell()
            if name == .coveredCell { $0.merge() }
        }
    }

    private func endCell() {
        let times = cellRepeats.popLast() ?? 1
        sink.table { $0.endCell(repeated: times) }
    }

    private func startPage(_ attributes: borrowing XMLAttributes<Name>) {
        isPageHidden = attributes.string(.pageStyle).map { styles.isHidden($0, family: "drawing-page") } ?? false
        if isPageHidden { hiddenPages += 1 }
        title = ""
        // The title stands first, wherever it lies in the file.
        sink.startAside()
    }

    private func endPage() {
        let blocks = sink.endAside()
        if !title.isEmpty { sink.append(.heading(level: 2, text: title)) }
        title = ""
        for block in blocks { sink.append(block) }
        isPageHidden = false
    }

    private func startFrame(_ attributes: borrowing XMLAttributes<Name>) {
        let role: Role =
            switch attributes.string(.shapeRole) ?? "" {
            case "title" where !isInNotes: .title
            case "header", "footer", "date-time", "page-number", "page": .furniture
            default: .plain
            }
        frames.append(role)
    }
}
