// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// A table that is being read: its cells as texts, and what stands in them as blocks, until it is known which it is.
struct HTMLTable {
    private(set) var rows: [[String]] = []
    /// All that stands in cells, in order, for a table that only lays a page out.
    private(set) var blocks: [Block] = []
    private(set) var caption = ""
    /// Blocks of the cell that is open; nil: none is.
    private(set) var cell: [Block]?
    private(set) var cells = 0
    private let isNavigation: Bool
    private var span = (columns: 1, rows: 1)
    private var isHeaderCell = false
    /// By column: how many more rows a cell from above reaches down.
    private var reaching: [Int] = []
    private var headerCells = 0
    private var firstRowIsHeader: Bool?
    private var rowHasData = false
    private var hasBlocksWithin = false
    private var isInRow = false

    /// More columns than that no cell spans. Source: the HTML Standard, 4.9.11.
    private static let widest = 1000

    init(_ attributes: HTMLAttributes) {
        let words = [attributes["summary"], attributes["class"], attributes["role"]].compactMap { $0?.lowercased() }
        isNavigation = words.contains { $0.contains("navigation") || $0 == "presentation" || $0 == "none" }
    }

    mutating func startRow() {
        endRow()
        rows.append([])
        rowHasData = false
        isInRow = true
        fillReached()
    }

    mutating func endRow() {
        endCell()
        guard isInRow else { return }
        isInRow = false
        if firstRowIsHeader == nil, let last = rows.last, !last.isEmpty { firstRowIsHeader = !rowHasData }
        // Cells that reach down to columns behind the last one of this row.
        while rows[rows.count - 1].count < reaching.count { fillReached(always: true) }
        while let last = reaching.last, last <= 0 { reaching.removeLast() }
    }

    mutating func startCell(isHeader: Bool, columns: Int, rows span: Int) {
        if !isInRow { startRow() }
        endCell()
        cell = []
        isHeaderCell = isHeader
        self.span = (max(1, min(columns, Self.widest)), max(1, min(span == 0 ? 65534 : span, 65534)))
    }

    mutating func addCaption(_ text: String) { caption += (caption.isEmpty ? "" : " ") + text }

    mutating func add(_ block: Block) { cell?.append(block) }

    mutating func endCell() {
        guard let content = cell, !rows.isEmpty else { return }
        cell = nil
        if isHeaderCell { headerCells += 1 } else if !content.isEmpty { rowHasData = true }
        if content.count > 1 || content.contains(where: Self.isStructure) { hasBlocksWithin = true }
        blocks.append(contentsOf: content)
        for index in 0..<span.columns {
            rows[rows.count - 1].append(index == 0 ? content.map(Self.text).joined(separator: "\n") : "")
            let column = rows[rows.count - 1].count - 1
            while reaching.count <= column { reaching.append(0) }
            reaching[column] = span.rows - 1
        }
        cells += span.columns
        fillReached()
    }

    /// Empty cells where one from above reaches down.
    private mutating func fillReached(always: Bool = false) {
        guard !rows.isEmpty else { return }
        var isFirst = always
        while true {
            let column = rows[rows.count - 1].count
            guard column < reaching.count, reaching[column] > 0 || isFirst else { return }
            isFirst = false
            if reaching[column] > 0 { reaching[column] -= 1 }
            rows[rows.count - 1].append("")
            cells += 1
        }
    }

    private static func isStructure(_ block: Block) -> Bool {
        switch block {
        case .heading, .table: true
        default: false
        }
    }

    /// What the table is in the end: itself, or what stands in it, where it only lays out.
    func result() -> [Block] {
        var rows = rows.map { row in
            var row = row
            while row.last?.isEmpty == true { row.removeLast() }
            return row
        }
        rows.removeAll { $0.isEmpty }
        guard !rows.isEmpty else { return caption.isEmpty ? [] : [.paragraph(caption)] }
        guard !isLayout(rows) else { return (caption.isEmpty ? [] : [.paragraph(caption)]) + blocks }
        let hasHeader = firstRowIsHeader == true && rows.count > 1 && headerCells > 0
        return [.table(Table(rows: rows, hasHeader: hasHeader, title: caption.isEmpty ? nil : caption))]
    }

    /// Said to be one, or without a header cell and with a heading or several paragraphs in a cell; or of a single column that says
    /// something, such as a note beside its sign.
    private func isLayout(_ rows: [[String]]) -> Bool {
        let width = rows.reduce(0) { max($0, $1.count) }
        let used = (0..<width).count { column in rows.contains { column < $0.count && !$0[column].isEmpty } }
        if isNavigation { return true }
        if used <= 1, headerCells == 0 || rows.count <= 2 { return true }
        return headerCells == 0 && hasBlocksWithin && blocks.contains(where: Self.isStructure)
    }

    /// A block within a cell, as text.
    private static func text(_ block: Block) -> String {
        switch block {
        case .heading(_, let text), .paragraph(let text), .preformatted(let text), .note(let text): text
        case .item(let item): item.text
        case .table(let table):
            ([table.title ?? ""] + table.rows.map { $0.joined(separator: " ") }).filter { !$0.isEmpty }
                .joined(separator: "\n")
        }
    }
}
