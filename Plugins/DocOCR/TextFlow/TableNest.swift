// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// The tables that are open at one place of a document, the outermost first. A table inside a cell becomes text of that
/// cell, a line for each row, since a cell is a text.
struct TableNest: Sendable {
    /// Deeper ones are taken as this deep: real documents stay below five.
    static let maximumLevel = 16

    private var tables: [Open] = []

    private struct Open: Sendable {
        var rows: [[String]] = []
        var hasHeader = false
        var row: [String] = []
        var cell: [String] = []
    }

    var isEmpty: Bool { tables.isEmpty }
    var level: Int { tables.count }
    /// Cells of the row of the outermost table that are ended, while the row is not.
    var isInsideRow: Bool { tables.first.map { !$0.row.isEmpty } ?? false }

    mutating func add(_ text: String, level: Int) {
        open(level)
        if !text.isEmpty, let last = tables.indices.last { tables[last].cell.append(text) }
    }

    mutating func endCell(level: Int) {
        open(level)
        guard let last = tables.indices.last else { return }
        tables[last].row.append(tables[last].cell.joined(separator: "\n"))
        tables[last].cell = []
    }

    mutating func endRow(level: Int, isHeader: Bool = false) {
        open(level)
        guard let last = tables.indices.last else { return }
        if !tables[last].cell.isEmpty { endCell(level: level) }
        if !tables[last].row.isEmpty {
            if isHeader, tables[last].rows.isEmpty { tables[last].hasHeader = true }
            tables[last].rows.append(tables[last].row)
        }
        tables[last].row = []
    }

    /// Ends all of them: the rows of the outermost, and whether the first names the columns.
    mutating func close() -> (rows: [[String]], hasHeader: Bool) {
        guard !tables.isEmpty else { return ([], false) }
        open(1)
        endRow(level: 1)
        defer { tables = [] }
        return (tables[0].rows, tables[0].hasHeader)
    }

    /// Makes the table of that level the innermost that is open.
    private mutating func open(_ level: Int) {
        let level = max(1, min(level, Self.maximumLevel))
        while tables.count < level { tables.append(Open()) }
        while tables.count > level {
            if let last = tables.indices.last, !tables[last].cell.isEmpty || !tables[last].row.isEmpty {
                endRow(level: tables.count)
            }
            let inner = tables.removeLast()
            for row in inner.rows {
                let line = row.filter { !$0.isEmpty }.joined(separator: " ")
                if !line.isEmpty { tables[tables.count - 1].cell.append(line) }
            }
        }
    }
}
