// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Where the readers of text documents and slides put what they find: into the document, into the cell of a table, or
/// aside, when it belongs behind what is being read.
struct BlockSink {
    private(set) var collector: BlockCollector
    /// Tables around the place that is read, outermost first, up to the text box that it lies in.
    private var tables: [TableBuilder] = []
    /// Text boxes and notes around it: their blocks, and the tables that they lie in.
    private var asides: [(blocks: [Block], tables: [TableBuilder])] = []
    /// Blocks that follow the table that is open.
    private var behind: [Block] = []
    private let limits: ReadingLimits
    private var bytes = 0
    private var cells = 0
    private var blocks = 0

    init(_ collector: BlockCollector, limits: ReadingLimits) {
        self.collector = collector
        self.limits = limits
    }

    /// There is no room for more, be it in the document or in what is still open.
    var isFull: Bool { collector.isFull || bytes > limits.textBytes || cells > limits.cells || blocks > limits.blocks }

    /// Takes note of text that is gathered, wherever it will go.
    /// - Returns: false when there is no room for it.
    @inline(__always) mutating func admit(_ count: Int) -> Bool {
        bytes += count
        return bytes <= limits.textBytes
    }

    mutating func hide(_ characters: Int) { collector.hide(characters) }
    mutating func warn(_ sentence: String) { collector.warn(sentence) }

    mutating func append(_ block: Block) {
        blocks += 1
        if !tables.isEmpty {
            tables[tables.count - 1].append(Self.plain(block))
        } else if !asides.isEmpty {
            asides[asides.count - 1].blocks.append(block)
        } else {
            collector.append(block)
        }
    }

    /// As `append`, but never into the cell of a table: a note to a cell is no part of what the cell says.
    mutating func appendBehindTable(_ block: Block) {
        if tables.isEmpty { append(block) } else { behind.append(block) }
    }

    mutating func startTable() { tables.append(TableBuilder()) }

    /// Changes the table that is open.
    mutating func table(_ change: (inout TableBuilder) -> Void) {
        guard !tables.isEmpty else { return }
        let before = tables[tables.count - 1].cells
        change(&tables[tables.count - 1])
        cells += tables[tables.count - 1].cells - before
    }

    var isInTable: Bool { !tables.isEmpty }

    mutating func endTable() {
        guard var builder = tables.popLast() else { return }
        builder.close()
        if tables.isEmpty {
            let isAside = !asides.isEmpty
            let table = builder.table(
                cells: isAside ? limits.cells : collector.remainingCells,
                bytes: isAside ? limits.textBytes : collector.remainingTextBytes
            )
            if let table { append(.table(table)) }
            let waiting = behind
            behind = []
            for block in waiting { append(block) }
        } else {
            tables[tables.count - 1].append(builder.text)
        }
    }

    /// What comes now is kept apart.
    mutating func startAside() {
        asides.append(([], tables))
        tables = []
    }

    /// What came since `startAside`.
    mutating func endAside() -> [Block] {
        while isInTable { endTable() }
        guard let aside = asides.popLast() else { return [] }
        tables = aside.tables
        return aside.blocks
    }

    /// Closes what a file that breaks off left open, and tells when there was no room.
    mutating func finish() {
        let wasFull = isFull
        while true {
            while isInTable { endTable() }
            guard !asides.isEmpty else { break }
            for block in endAside() { append(block) }
        }
        if wasFull { collector.warn("the document has more text than is read of one: the rest was left out") }
    }

    /// A block's text alone.
    static func plain(_ block: Block) -> String {
        switch block {
        case .heading(_, let text), .paragraph(let text), .preformatted(let text), .note(let text): text
        case .item(let item): item.text
        case .table(let table):
            table.rows.map { $0.filter { !$0.isEmpty }.joined(separator: " ") }.joined(separator: "\n")
        }
    }
}
