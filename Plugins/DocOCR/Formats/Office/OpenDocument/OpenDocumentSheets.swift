// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Reads the content of a spreadsheet to tables.
final class OpenDocumentSheets: XMLHandler {
    typealias Name = OpenDocumentName

    private static let mostColumns = 16_384
    /// Bytes of one cell, and of one note.
    private static let longest = 1 << 20

    private(set) var collector: BlockCollector
    private let styles: OpenDocumentStyles
    private var isInStyles = false
    private var range: SheetRange?
    private var isSheetHidden = false
    /// Hidden columns of the sheet, and the next column's index while they are told.
    private var hiddenColumns: [Range<Int>] = []
    private var nextColumn = 0
    private var row = 0
    private var rowRepeats = 1
    private var isRowHidden = false
    private var isInHeaderRows = false
    private var column = 0
    private var cellRepeats = 1
    private var cells: [SheetRange.Cell] = []
    private var date: String?
    private var isText = true
    private var isCovered = false
    private var text = TextBuffer()
    private var paragraphs = 0
    private var note: TextBuffer?
    private var notes: [String] = []

    init(_ collector: BlockCollector, styles: OpenDocumentStyles) {
        self.collector = collector
        self.styles = styles
    }

    var isDone: Bool {
        collector.isFull || range?.isFull ?? false
    }

    /// Closes what a part that breaks off left open.
    func finish() {
        let wasFull = isDone
        endSheet()
        if wasFull { collector.warn("the workbook has more cells or text than are read of one: the rest was left out") }
    }

    func start(_ name: Name, _ attributes: borrowing XMLAttributes<Name>) -> Bool {
        if isInStyles { return styles.start(name, attributes) }
        switch name {
        case .automaticStyles, .commonStyles: isInStyles = true
        case .masterStyles, .fontFaces, .scripts, .forms, .trackedChanges, .creator, .date, .objectTitle,
            .objectDescription, .rubyText:
            return false
        case .table:
            guard range == nil else { return false }
            range = SheetRange(title: attributes.string(.tableName))
            isSheetHidden = attributes.string(.tableStyle).map { styles.isHidden($0, family: "table") } ?? false
            hiddenColumns = []
            nextColumn = 0
            row = 0
        case .column:
            let count = min(max(1, attributes.int(.columnsRepeated) ?? 1), Self.mostColumns)
            if isHiding(attributes), hiddenColumns.count < Self.mostColumns {
                hiddenColumns.append(nextColumn..<(nextColumn + count))
            }
            nextColumn = min(nextColumn + count, Self.mostColumns)
        case .headerRows: isInHeaderRows = true
        case .row:
            rowRepeats = max(1, attributes.int(.rowsRepeated) ?? 1)
            isRowHidden = isHiding(attributes)
            column = 0
            cells = []
        case .cell, .coveredCell:
            cellRepeats = max(1, attributes.int(.columnsRepeated) ?? 1)
            isCovered = name == .coveredCell
            date = attributes.equals(.valueType, "date") ? attributes.string(.dateValue) : nil
            isText = attributes.bytes(.valueType) == nil || attributes.equals(.valueType, "string")
            _ = text.take()
            paragraphs = 0
        case .annotation: note = TextBuffer()
        case .paragraph, .heading: startParagraph()
        case .space: append(String(repeating: " ", count: max(0, min(attributes.int(.count) ?? 1, 64))))
        case .tab: append("\t")
        case .lineBreak: append("\n")
        default: break
        }
        return true
    }

    private func isHiding(_ attributes: borrowing XMLAttributes<Name>) -> Bool {
        attributes.equals(.visibility, "collapse") || attributes.equals(.visibility, "filter")
    }

    private func startParagraph() {
        if note != nil {
            note?.append("\n")
        } else {
            if paragraphs > 0 { text.append("\n") }
            paragraphs += 1
        }
    }

    private func append(_ piece: String) { if note != nil { note?.append(piece) } else { text.append(piece) } }

    func end(_ name: Name) {
        if isInStyles {
            if name == .automaticStyles || name == .commonStyles { isInStyles = false } else { styles.end(name) }
            return
        }
        switch name {
        case .table: endSheet()
        case .headerRows: isInHeaderRows = false
        case .row: endRow()
        case .cell, .coveredCell: endCell()
        case .annotation:
            let found = note?.take() ?? ""
            if !found.isEmpty, !isSheetHidden, notes.count < 65_536 { notes.append(found) }
            note = nil
        default: break
        }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard range != nil else { return }
        if let note {
            if note.count < Self.longest { self.note?.appendLine(bytes) }
        } else if paragraphs > 0, text.count < Self.longest {
            text.appendLine(bytes)
        }
    }

    private func endCell() {
        defer { column = min(column + min(cellRepeats, Self.mostColumns), Self.mostColumns) }
        var shown = text.take()
        paragraphs = 0
        if let date, !shown.isEmpty { shown = Self.date(date) }
        guard !shown.isEmpty, !isCovered, column < Self.mostColumns else { return }
        for index in column..<min(column + min(cellRepeats, Self.mostColumns), Self.mostColumns) {
            if isSheetHidden || isRowHidden || hiddenColumns.contains(where: { $0.contains(index) }) {
                collector.hide(shown.unicodeScalars.count)
            } else {
                guard range?.admit(shown, collector) ?? false else { return }
                cells.append(SheetRange.Cell(column: index, text: shown, isText: isText))
            }
        }
    }

    private func endRow() {
        defer {
            row += rowRepeats
            cells = []
        }
        guard !cells.isEmpty else { return }
        for index in 0..<rowRepeats {
            if isInHeaderRows { range?.headerRows.insert(row + index) }
            if index > 0 {
                for cell in cells { guard range?.admit(cell.text, collector) ?? false else { return } }
            }
            range?.append(cells, at: row + index, to: &collector)
        }
    }

    private func endSheet() {
        range?.flush(to: &collector)
        range = nil
        for note in notes { collector.append(.note(note)) }
        notes = []
    }

    /// Without a time of day where there is none.
    private static func date(_ value: String) -> String {
        let parts = value.split(separator: "T", maxSplits: 1)
        guard parts.count == 2 else { return value }
        let time = parts[1].prefix(8)
        return time == "00:00:00" ? String(parts[0]) : parts[0] + " " + time
    }
}
