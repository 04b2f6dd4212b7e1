// SPDX-License-Identifier: Apache-2.0

/// The records of comma-separated text, one after the other. Source: RFC 4180, and leniently what spreadsheets write:
/// other delimiters, quotation marks within a cell, a last one that is never closed.
struct DelimitedRecords {
    private let text: [UInt8]
    private let delimiter: UInt8
    private var position: Int

    /// A quoted cell that is longer was not meant to be one.
    private static let longestQuoted = 1 << 20
    /// As many columns as a spreadsheet has; what is beyond is left out.
    static let columns = 16_384

    init(_ text: [UInt8], delimiter: UInt8, from position: Int = 0) {
        self.text = text
        self.delimiter = delimiter
        self.position = position
    }

    /// Where the next record begins.
    var offset: Int { position }

    /// The cells of the next record, as UTF-8; nil at the end. An empty line is a record of one empty cell.
    mutating func next() -> [[UInt8]]? {
        guard position < text.count else { return nil }
        var cells: [[UInt8]] = []
        while true {
            let cell = nextCell()
            if cells.count < Self.columns { cells.append(cell) }
            guard position < text.count, text[position] == delimiter else { break }
            position += 1
        }
        if position < text.count {
            let isPair = text[position] == 0x0D && position + 1 < text.count && text[position + 1] == 0x0A
            position += isPair ? 2 : 1
        }
        return cells
    }

    /// Ends at a delimiter, a line end or the end.
    private mutating func nextCell() -> [UInt8] {
        if position < text.count, text[position] == UInt8(ascii: "\""), let cell = quoted() { return cell }
        return Array(rest())
    }

    private mutating func rest() -> ArraySlice<UInt8> {
        let start = position
        while position < text.count, text[position] != delimiter, text[position] != 0x0A, text[position] != 0x0D {
            position += 1
        }
        return text[start..<position]
    }

    private mutating func quoted() -> [UInt8]? {
        var index = position + 1
        var cell: [UInt8] = []
        var start = index
        while true {
            // Without a closing mark the opening one is a letter. The same bytes are not searched again and again: a mark
            // that opens a later cell would have closed this one, unless it is doubled, and then it closes its own.
            guard index < text.count, index - position < Self.longestQuoted else { return nil }
            guard text[index] == UInt8(ascii: "\"") else {
                index += 1
                continue
            }
            cell.append(contentsOf: text[start..<index])
            index += 1
            if index < text.count, text[index] == UInt8(ascii: "\"") {
                start = index
                index += 1
                continue
            }
            position = index
            // What stands behind the closing mark belongs to the cell all the same.
            cell.append(contentsOf: rest())
            return cell
        }
    }
}
