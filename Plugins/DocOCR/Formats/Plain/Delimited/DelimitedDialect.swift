// SPDX-License-Identifier: Apache-2.0

/// What separates the cells of a table that is written as text.
public struct DelimitedDialect: Sendable, Hashable {
    /// An ASCII character: comma, semicolon, tab or bar.
    public let delimiter: UInt8
    /// Where the first record begins: behind a line `sep=;` as spreadsheets write it.
    public let start: Int
    /// So many rows of one length that it can be nothing but a table, whatever the file is called.
    public let isSure: Bool

    /// Rows that are looked at.
    private static let rows = 400
    private static let reach = 256 << 10

    /// The dialect of a text; nil when no delimiter makes two columns of most rows.
    public static func find(in text: [UInt8]) -> DelimitedDialect? {
        if let said = said(in: text) { return said }
        let head = Array(text.prefix(reach))
        var best: (delimiter: UInt8, score: Double, isSure: Bool)?
        // The rarer in prose first: of two that fit equally the earlier is taken.
        for delimiter in [UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: ",")] {
            guard let look = look(head, delimiter, isWhole: head.count == text.count) else { continue }
            if look.score > best?.score ?? 0 { best = (delimiter, look.score, look.isSure) }
        }
        guard let best, best.score >= 0.6 else { return nil }
        return DelimitedDialect(delimiter: best.delimiter, start: 0, isSure: best.isSure)
    }

    /// `sep=;` in the first line.
    private static func said(in text: [UInt8]) -> DelimitedDialect? {
        guard text.count > 5, text.starts(with: "sep=".utf8), text[4] < 0x80 else { return nil }
        guard let end = text.prefix(8).firstIndex(of: 0x0A), end == 5 || end == 6 && text[5] == 0x0D else { return nil }
        return DelimitedDialect(delimiter: text[4], start: end + 1, isSure: true)
    }

    private static func look(
        _ head: [UInt8],
        _ delimiter: UInt8,
        isWhole: Bool
    ) -> (score: Double, isSure: Bool)? {
        var records = DelimitedRecords(head, delimiter: delimiter)
        var lengths: [Int: Int] = [:]
        var count = 0
        var bytes = 0
        var sentences = 0
        while count < rows, let cells = records.next() {
            // The last record of a part may be cut.
            if !isWhole, records.offset >= head.count { break }
            if cells.count == 1, cells[0].allSatisfy({ $0 <= 0x20 }) { continue }
            count += 1
            lengths[cells.count, default: 0] += 1
            for cell in cells {
                bytes += cell.count
                // A blank behind a comma is of a sentence, not of a table; nor does a row end with a full stop.
                if cell.first == 0x20 { sentences += 1 }
            }
            if cells.count > 1, cells.last?.last == UInt8(ascii: ".") { sentences += cells.count }
        }
        guard count > 0, let (columns, most) = lengths.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }), columns > 1
        else { return nil }
        let share = Double(most) / Double(count)
        let isProse = sentences * 2 > count * (columns - 1) || bytes > count * columns * 60
        let rowsWanted = columns == 2 ? 10 : 4
        return (share, share >= 0.95 && count >= rowsWanted && !isProse)
    }
}
