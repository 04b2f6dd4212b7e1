// SPDX-License-Identifier: Apache-2.0

/// Gathers blocks up to the limits, for readers that make them one by one.
public struct BlockCollector: Sendable {
    /// What came so far.
    public private(set) var document = ReadDocument()
    /// Nothing more is taken: a reader may stop.
    public private(set) var isFull = false
    private var bytes = 0
    private var cells = 0
    private let limits: ReadingLimits

    public init(limits: ReadingLimits) { self.limits = limits }

    /// Bytes of text that there is still room for.
    public var remainingTextBytes: Int { isFull ? 0 : limits.textBytes - bytes }
    /// Cells of tables that there is still room for.
    public var remainingCells: Int { isFull ? 0 : limits.cells - cells }

    /// Takes a block, unless it is empty or there is no room.
    public mutating func append(_ block: Block) {
        guard !isFull else { return }
        let (size, count) = Self.size(of: block)
        guard size > 0 else { return }
        guard document.blocks.count < limits.blocks, bytes + size <= limits.textBytes, cells + count <= limits.cells
        else {
            isFull = true
            document.warn("the document has more text than is read of one: the rest was left out")
            return
        }
        bytes += size
        cells += count
        document.blocks.append(block)
    }

    /// As `ReadDocument.warn`.
    public mutating func warn(_ sentence: String) { document.warn(sentence) }
    /// Counts characters that are left out because they cannot be seen.
    public mutating func hide(_ characters: Int) { document.hiddenCharacters += characters }
    /// The document's own title, if it has one.
    public mutating func title(_ text: String) { if !text.isEmpty { document.title = text } }

    private static func size(of block: Block) -> (bytes: Int, cells: Int) {
        switch block {
        case .heading(_, let text), .paragraph(let text), .preformatted(let text), .note(let text):
            (text.utf8.count, 0)
        case .item(let item): (item.text.utf8.count, 0)
        case .table(let table):
            table.rows.reduce(into: (0, 0)) { size, row in
                size.1 += row.count
                for cell in row { size.0 += cell.utf8.count }
            }
        }
    }
}
