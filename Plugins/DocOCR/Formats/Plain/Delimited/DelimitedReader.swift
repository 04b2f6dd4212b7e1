// SPDX-License-Identifier: Apache-2.0
public import DocumentModel

/// Reads comma-, semicolon-, tab- and bar-separated text as one table.
public enum DelimitedReader {
    /// A longer cell is cut.
    private static let cellBytes = 32 << 10

    /// - Throws: `unsupported` for what is no text.
    public static func read(
        _ bytes: UnsafeRawBufferPointer,
        declared: [String] = [],
        limits: ReadingLimits = ReadingLimits()
    ) throws(ReadingError) -> ReadDocument {
        read(try TextBytes.decode(bytes, declared: declared, maximumBytes: limits.textBytes), limits: limits)
    }

    /// Reads a text that is decoded already. Where no delimiter makes columns, each line is a row of one cell.
    public static func read(
        _ text: DecodedText,
        dialect: DelimitedDialect? = nil,
        limits: ReadingLimits = ReadingLimits()
    ) -> ReadDocument {
        let dialect = dialect ?? DelimitedDialect.find(in: text.utf8)
        var records = DelimitedRecords(
            text.utf8,
            delimiter: dialect?.delimiter ?? UInt8(ascii: ","),
            from: dialect?.start ?? 0
        )
        var collector = BlockCollector(limits: limits)
        var rows: [[String]] = []
        var cells = 0
        var isCut = text.isCut
        while let record = records.next() {
            guard record.contains(where: { !$0.isEmpty }) else { continue }
            cells += record.count
            guard cells <= limits.cells else {
                isCut = true
                break
            }
            rows.append(
                record.map { cell in
                    if cell.count > cellBytes { collector.warn("a cell of more than 32 KiB was cut") }
                    return BlockText.tidy(String(decoding: cell.prefix(cellBytes), as: UTF8.self))
                }
            )
        }
        if isCut { collector.warn("the table has more rows than are read of one: the rest was left out") }
        if !rows.isEmpty { collector.append(.table(Table(rows: rows, hasHeader: namesColumns(rows)))) }
        return collector.document
    }

    /// The first row names the columns when each of its cells is a name: not empty, not a number, not said twice.
    private static func namesColumns(_ rows: [[String]]) -> Bool {
        guard let first = rows.first, rows.count > 1, first.count > 1 else { return false }
        var seen: Set<String> = []
        return first.allSatisfy { cell in
            !cell.isEmpty && cell.utf8.count <= 100 && seen.insert(cell).inserted
                && cell.unicodeScalars.contains { $0.properties.isAlphabetic } && !isValue(cell)
        }
    }

    /// A date, a time, a number with a unit: begins with a digit or sign.
    private static func isValue(_ cell: String) -> Bool {
        guard let first = cell.utf8.first else { return true }
        return (0x30...0x39).contains(first) || (first == UInt8(ascii: "-") || first == UInt8(ascii: "+"))
    }
}
