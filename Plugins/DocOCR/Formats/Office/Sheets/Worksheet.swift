// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Reads a sheet to tables.
final class Worksheet: XMLHandler {
    typealias Name = SheetName

    private enum CellType {
        case number
        case shared
        case text
        case boolean
        case error
        case date
    }

    /// Bytes of one cell. Programs allow 32,767 characters.
    private static let longest = 1 << 20

    private(set) var collector: BlockCollector
    private var range: SheetRange
    private let strings: SharedStrings
    private let formats: CellFormats
    private let countsFrom1904: Bool
    private let isHidden: Bool

    private var hiddenColumns: [ClosedRange<Int>] = []
    private var row = -1
    private var column = -1
    private var isRowHidden = false
    private var cells: [SheetRange.Cell] = []
    private var type = CellType.number
    private var style = 0
    private var value = TextBuffer()
    private var isInValue = false

    /// - Parameters:
    ///   - isHidden: nothing of the sheet is shown: its characters are counted alone.
    ///   - headerRows: rows, from 0, that tables on the sheet call their headers.
    init(
        name: String,
        isHidden: Bool,
        headerRows: Set<Int>,
        collector: BlockCollector,
        strings: SharedStrings,
        formats: CellFormats,
        countsFrom1904: Bool
    ) {
        range = SheetRange(title: name)
        range.headerRows = headerRows
        self.collector = collector
        self.strings = strings
        self.formats = formats
        self.countsFrom1904 = countsFrom1904
        self.isHidden = isHidden
    }

    var isDone: Bool { range.isFull || collector.isFull }

    func finish() {
        endRow()
        let wasFull = isDone
        range.flush(to: &collector)
        if wasFull { collector.warn("the workbook has more cells or text than are read of one: the rest was left out") }
    }

    func start(_ name: Name, _ attributes: borrowing XMLAttributes<Name>) -> Bool {
        switch name {
        case .column:
            guard attributes.isOn(.hidden, byDefault: false), hiddenColumns.count < 16_384,
                let first = attributes.int(.min), let last = attributes.int(.max), first <= last
            else { break }
            hiddenColumns.append((first - 1)...(last - 1))
        case .row:
            row = attributes.int(.reference).map { $0 - 1 } ?? row + 1
            column = -1
            isRowHidden = attributes.isOn(.hidden, byDefault: false)
        case .cell: startCell(attributes)
        case .value, .text: isInValue = true
        case .phonetic: return false
        default: break
        }
        return true
    }

    private func startCell(_ attributes: borrowing XMLAttributes<Name>) {
        column = attributes.bytes(.reference).flatMap { CellReference($0)?.column } ?? column + 1
        style = attributes.int(.style) ?? 0
        type =
            if attributes.bytes(.type) == nil || attributes.equals(.type, "n") {
                .number
            } else if attributes.equals(.type, "s") {
                .shared
            } else if attributes.equals(.type, "b") {
                .boolean
            } else if attributes.equals(.type, "e") {
                .error
            } else if attributes.equals(.type, "d") {
                .date
            } else {
                .text
            }
    }

    func end(_ name: Name) {
        switch name {
        case .value, .text: isInValue = false
        case .cell: endCell()
        case .row: endRow()
        default: break
        }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) { if isInValue, value.count < Self.longest { value.append(bytes) } }

    private func endCell() {
        guard !value.isEmpty else { return }
        let raw = value.take()
        var isText = false
        var text = raw
        switch type {
        case .shared:
            text = BlockText.tidy(strings[Int(raw) ?? -1])
            isText = true
        case .text, .error: isText = true
        case .boolean: text = raw == "1" || raw == "true" ? "TRUE" : "FALSE"
        case .date: text = String(String.UnicodeScalarView(raw.unicodeScalars.map { $0 == "T" ? " " : $0 }))
        case .number:
            let format = formats[style]
            // Most numbers are short and have no format: they are what they are.
            if format.isGeneral, raw.utf8.count < 15, raw.utf8.allSatisfy({ $0 < 0x3A }) { break }
            if let number = Double(raw) { text = format.text(number, from1904: countsFrom1904) }
        }
        text = BlockText.tidy(text)
        guard !text.isEmpty else { return }
        if isHidden || isRowHidden || hiddenColumns.contains(where: { $0.contains(column) }) {
            collector.hide(text.unicodeScalars.count)
        } else if cells.last.map({ $0.column < column }) ?? true, range.admit(text, collector) {
            cells.append(SheetRange.Cell(column: column, text: text, isText: isText))
        }
    }

    private func endRow() {
        guard !cells.isEmpty else { return }
        range.append(cells, at: row, to: &collector)
        cells.removeAll(keepingCapacity: true)
    }
}
