// SPDX-License-Identifier: Apache-2.0

/// How many cells the tables of a Markdown text have, before it is parsed.
///
/// md4c fills each row up to the columns of the first, and does not stop within a table when it is told to: three thousand
/// columns and as many rows of one letter would be nine million cells.
enum MarkdownTables {
    /// As many as there can be: the columns of each line that rules a table, times the lines up to the next empty one.
    static func cells(in text: ArraySlice<UInt8>) -> Int {
        var cells = 0
        var columns = 0
        for line in text.split(separator: 0x0A, omittingEmptySubsequences: false) {
            if line.allSatisfy({ $0 <= 0x20 || $0 == UInt8(ascii: ">") }) {
                columns = 0
                continue
            }
            // Within lists and quotations other signs stand before it.
            let bars = line.count { $0 == UInt8(ascii: "|") }
            if bars > 0, line.contains(UInt8(ascii: "-")),
                line.drop(while: { $0 != UInt8(ascii: "|") }).allSatisfy(isRule)
            {
                columns = max(columns, bars + 1)
            }
            cells += columns
        }
        return cells
    }

    private static func isRule(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "|"), UInt8(ascii: "-"), UInt8(ascii: ":"), 0x20, 0x09, 0x0D: true
        default: false
        }
    }
}
