// SPDX-License-Identifier: Apache-2.0
public import DocumentModel

/// Reads files of Word 6, 95 and 97 to 2003 (.doc, .dot), also ones that were saved fast and ones that are damaged in
/// part. Source: Microsoft's [MS-DOC], and "Word 6.0 binary file format" for the older ones.
public enum OldWordReader {
    /// The text of a file. Headers, footers, hidden text and tracked deletions are left out; of fields, results are kept;
    /// footnotes, endnotes, text boxes and comments come as notes at the end, in that order.
    /// - Throws: `unsupported` for what is no file of these versions, `encrypted`, `damaged`.
    public static func read(
        _ bytes: UnsafeRawBufferPointer,
        limits: ReadingLimits
    ) throws(ReadingError) -> ReadDocument {
        guard bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) else {
            return try bare(bytes, limits)
        }
        let damaged = ReadingError(.damaged, "the file's OLE2 container is broken: no text can be found in it")
        guard let container = OLEContainer(bytes) else {
            if let document = broken(bytes, limits) { return document }
            throw damaged
        }
        if container.has("EncryptedPackage") {
            throw ReadingError(.encrypted, "the Office file is locked with a password; save it without one")
        }
        guard container.has("WordDocument") else {
            if let document = broken(bytes, limits) { return document }
            throw ReadingError(.unsupported, "the OLE2 file holds no Word document")
        }
        guard let main = container.stream("WordDocument"), main.count > 512 else {
            if let document = broken(bytes, limits) { return document }
            throw damaged
        }
        let data = container.stream("Data") ?? []
        var isTableMissing = false
        let names = ["0Table", "1Table"]
        let file = try WordFile(
            main: main,
            table: { header in
                let table = container.stream(names[header.usesSecondTable ? 1 : 0])
                isTableMissing = table == nil
                // Some damaged files name the wrong one.
                return table ?? container.stream(names[header.usesSecondTable ? 0 : 1])
            },
            data: data
        )
        let title = container.stream(SummaryTitle.stream).flatMap(SummaryTitle.read)
        return WordDocument.read(file, title: title, isTableMissing: isTableMissing, limits)
    }

    /// A container without its tables, as of a file that is cut. Programs write the main stream first and in one piece, so
    /// that its text can be found, though not what the tables say about it.
    private static func broken(_ bytes: UnsafeRawBufferPointer, _ limits: ReadingLimits) -> ReadDocument? {
        for sector in 1..<64 {
            let start = 512 * sector
            guard start + 1024 <= bytes.count else { break }
            guard bytes[start] == 0xEC || bytes[start] == 0xDC, bytes[start + 1] == 0xA5 else { continue }
            let main = Array(bytes[start...])
            guard let file = try? WordFile(main: main, table: { _ in nil }, data: []) else { continue }
            return WordDocument.read(file, title: nil, isTableMissing: true, limits)
        }
        return nil
    }

    /// What is not in a container: Word 6 can be without, and what else comes under the name of .doc is told apart here.
    private static func bare(
        _ bytes: UnsafeRawBufferPointer,
        _ limits: ReadingLimits
    ) throws(ReadingError) -> ReadDocument {
        let start = Array(bytes.prefix(8))
        switch start.prefix(2) {
        case [0xDC, 0xA5]:
            let file = try WordFile(main: Array(bytes), table: { _ in nil }, data: [])
            return WordDocument.read(file, title: nil, isTableMissing: false, limits)
        case [0xDB, 0xA5], [0x9B, 0xA5]:
            throw ReadingError(
                .unsupported,
                "the file is of Word 2 or older, which is not read; save it as .docx with a newer Word"
            )
        case [0xFE, 0x32], [0xFE, 0x34], [0xFE, 0x37]:
            throw ReadingError(
                .unsupported,
                "the file is of Word 3 to 5 for the Macintosh, which is not read; save it as .docx with a newer Word"
            )
        case [0x31, 0xBE], [0x32, 0xBE]:
            throw ReadingError(.unsupported, "the file is of Windows Write or Word for DOS, which are not read")
        case [0xD0, 0xCF]: throw ReadingError(.damaged, "the file's OLE2 container is broken at its first bytes")
        case _ where start.starts(with: [0xFF, 0x57, 0x50, 0x43]):
            throw ReadingError(.unsupported, "the file is of WordPerfect, which is not read")
        default: throw ReadingError(.unsupported, "this is no Word file of the versions 6 to 2003")
        }
    }
}
