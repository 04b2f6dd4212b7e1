// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Reads a workbook (XLSX, ISO 29500-1 clause 12): a table for each used range of each sheet.
enum WorkbookReader {
    /// Tables of one sheet whose headers are looked up.
    private static let mostTables = 256

    static func read(_ package: OfficePackage, part: String) throws(ReadingError) -> ReadDocument {
        let limits = package.limits
        let relationships = try package.relationships(of: part)
        let workbook = Workbook()
        guard try package.read(part, to: workbook) else { throw package.missing(part) }
        var collector = BlockCollector(limits: limits)

        let strings = SharedStrings(mostBytes: limits.textBytes, mostItems: limits.cells)
        if let list = relationships.first("sharedStrings") { try package.read(list, to: strings) }
        if strings.isDone {
            collector.warn("the workbook has more text than is read of one: some cells are empty here")
        }
        let formats = CellFormats()
        if let list = relationships.first("styles") { try package.read(list, to: formats) }

        for sheet in workbook.sheets {
            guard !collector.isFull else { break }
            guard let entry = relationships.all[sheet.relationship], entry.kind == "worksheet" else { continue }
            let own = try package.relationships(of: entry.part)
            var headerRows: Set<Int> = []
            for table in own.parts("table").prefix(mostTables) {
                let reader = TablePart()
                try package.read(table, to: reader)
                if let row = reader.headerRow { headerRows.insert(row) }
            }
            let worksheet = Worksheet(
                name: sheet.name,
                isHidden: sheet.isHidden,
                headerRows: headerRows,
                collector: collector,
                strings: strings,
                formats: formats,
                countsFrom1904: workbook.countsFrom1904
            )
            try package.read(entry.part, to: worksheet)
            worksheet.finish()
            collector = worksheet.collector
            guard !sheet.isHidden else { continue }
            for drawing in own.parts("drawing").prefix(mostTables) {
                collector = try Drawing.read(drawing, of: package, into: collector)
            }
            for comments in own.parts("comments").prefix(mostTables) {
                let reader = SheetComments(collector)
                try package.read(comments, to: reader)
                collector = reader.collector
            }
        }
        return try package.finish(collector)
    }
}
