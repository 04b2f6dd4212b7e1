// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Makes a table row by row, as text documents and slides write them.
struct TableBuilder {
    /// A cell cannot span more columns than this, whatever the file says.
    private static let widest = 1_024

    private var rows: [[String]] = []
    private var row: [String] = []
    private var isRowWanted = true
    private var isRowHeader = false
    private var cell = TextBuffer()
    private var isCellEmpty = true
    private var span = 1
    private var isCellMerged = false
    private var isCellOpen = false
    /// The first row names the columns: a row marked as a header, or a style that sets the first row off.
    var marksFirstRow = false

    /// Cells that exist so far.
    private(set) var cells = 0

    mutating func startRow() {
        row = []
        isRowWanted = true
        isRowHeader = false
    }

    /// The row is not shown.
    mutating func dropRow() { isRowWanted = false }
    mutating func markHeader() { if rows.isEmpty { isRowHeader = true } }

    /// - Parameter repeated: how many rows stand below one another that hold the same.
    mutating func endRow(repeated: Int = 1) {
        guard isRowWanted, !row.isEmpty else { return }
        if isRowHeader { marksFirstRow = true }
        // A row of nothing is repeated to the end of the page, or of the program's patience.
        let count = row.contains { !$0.isEmpty } ? max(1, min(repeated, Self.widest)) : 1
        rows.append(contentsOf: repeatElement(row, count: count))
        cells += (count - 1) * row.count
        row = []
    }

    /// Empty cells before or behind others.
    mutating func skip(_ columns: Int) {
        let count = max(0, min(columns, Self.widest))
        row.append(contentsOf: repeatElement("", count: count))
        cells += count
    }

    mutating func startCell() {
        _ = cell.take()
        isCellOpen = true
        isCellEmpty = true
        span = 1
        isCellMerged = false
    }

    /// The cell covers columns to its right, which become empty cells.
    mutating func span(_ columns: Int) { span = max(1, min(columns, Self.widest)) }

    /// The cell continues another: what stands in it is not shown.
    mutating func merge() { isCellMerged = true }

    /// Text for the cell that is open, on a line of its own.
    mutating func append(_ text: String) {
        guard !text.isEmpty else { return }
        if !isCellEmpty { cell.append("\n") }
        cell.append(text)
        isCellEmpty = false
    }

    /// - Parameter repeated: how many cells stand side by side that hold the same.
    mutating func endCell(repeated: Int = 1) {
        isCellOpen = false
        let text = isCellMerged ? "" : cell.take()
        let count = max(1, min(repeated, Self.widest))
        row.append(contentsOf: repeatElement(text, count: count))
        cells += count
        if span > 1 { skip(span - 1) }
        span = 1
    }

    /// The table, or as many of its rows as there is room for; nil when there is no text in it.
    func table(cells: Int, bytes: Int) -> Table? {
        var rows = rows[...]
        var (cellsLeft, bytesLeft) = (cells, bytes)
        let fitting = rows.prefix { row in
            cellsLeft -= row.count
            for cell in row { bytesLeft -= cell.utf8.count }
            return cellsLeft >= 0 && bytesLeft >= 0
        }
        if fitting.count < rows.count { rows = fitting }
        guard rows.contains(where: { $0.contains { !$0.isEmpty } }) else { return nil }
        return Table(rows: Array(rows), hasHeader: marksFirstRow && rows.count > 1)
    }

    /// Ends what a file that breaks off left open.
    mutating func close() {
        if isCellOpen { endCell() }
        endRow()
    }

    /// All its text, for a table that lies in a cell of another.
    var text: String {
        rows.map { $0.filter { !$0.isEmpty }.joined(separator: " ") }.filter { !$0.isEmpty }.joined(separator: "\n")
    }
}
