// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Makes tables of the used parts of a sheet. Cells come with their places, row by row; what lies empty between them
/// takes no memory.
struct SheetRange {
    struct Cell {
        /// From 0.
        var column: Int
        var text: String
        /// Not a number, date or truth value.
        var isText: Bool
    }
    /// Empty columns within a table that are kept; a wider gap shrinks to this.
    private static let gap = 4

    private let title: String?
    private var isTitleUsed = false
    private var rows: [[Cell]] = []
    private var last = -1
    private var cells = 0
    private var bytes = 0
    private var isHeaderNamed = false
    /// Rows that the file itself calls headers.
    var headerRows: Set<Int> = []

    init(title: String?) { self.title = title }

    /// There was no room for a cell.
    private(set) var isFull = false

    /// Takes note of a cell that the next row will have.
    /// - Returns: false when there is no room for it: the sheet ends here.
    mutating func admit(_ text: String, _ collector: BlockCollector) -> Bool {
        let size = text.utf8.count
        guard !isFull, cells < collector.remainingCells, bytes + size <= collector.remainingTextBytes else {
            isFull = true
            return false
        }
        cells += 1
        bytes += size
        return true
    }

    /// Takes a row with text in it. A single empty row before it is but air between the lines; more end the table.
    mutating func append(_ row: [Cell], at index: Int, to collector: inout BlockCollector) {
        guard !row.isEmpty else { return }
        if index > last + 2 || index <= last {
            let (ownCells, ownBytes) = (row.count, row.reduce(0) { $0 + $1.text.utf8.count })
            flush(to: &collector)
            cells = ownCells
            bytes = ownBytes
        }
        if rows.isEmpty { isHeaderNamed = headerRows.contains(index) }
        last = index
        rows.append(row)
    }

    /// Puts what was gathered into the document.
    mutating func flush(to collector: inout BlockCollector) {
        defer {
            rows = []
            cells = 0
            bytes = 0
        }
        guard let table = table(room: collector.remainingCells) else { return }
        // A sheet's name is to its tables what a heading is to a section.
        if !isTitleUsed, let title { collector.append(.heading(level: 2, text: title)) }
        isTitleUsed = true
        collector.append(.table(table))
    }

    private func table(room: Int) -> Table? {
        guard !rows.isEmpty else { return nil }
        var used: Set<Int> = []
        for row in rows { for cell in row { used.insert(cell.column) } }
        var places: [Int: Int] = [:]
        var width = 0
        var previous: Int?
        for column in used.sorted() {
            if let previous { width += Swift.min(column - previous - 1, Self.gap) }
            places[column] = width
            width += 1
            previous = column
        }
        // A few cells strewn over many columns would make a table of nothing: then rows end with their last cell.
        let isSparse = width > 64 && rows.count * width > 8 * cells
        var left = room
        var lines: [[String]] = []
        lines.reserveCapacity(rows.count)
        for row in rows {
            let length = isSparse ? (row.compactMap { places[$0.column] }.max() ?? 0) + 1 : width
            guard length <= left else { break }
            left -= length
            var line = [String](repeating: "", count: length)
            for cell in row { if let place = places[cell.column] { line[place] = cell.text } }
            lines.append(line)
        }
        guard !lines.isEmpty else { return nil }
        return Table(
            rows: lines,
            hasHeader: lines.count > 1 && (isHeaderNamed || looksLikeHeader(width))
        )
    }

    /// The first row is all text and fills the table's width, and the next has something else.
    private func looksLikeHeader(_ width: Int) -> Bool {
        guard rows.count > 1, rows[0].count >= width else { return false }
        return rows[0].allSatisfy(\.isText) && rows[1].contains { !$0.isText }
    }
}
