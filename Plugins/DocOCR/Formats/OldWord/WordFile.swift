// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import Encodings

/// A file's streams, taken apart.
struct WordFile {
    let header: FileHeader
    let main: LittleEndian
    let table: LittleEndian
    let pieces: PieceTable
    let characters: FormattedPages
    let paragraphs: FormattedPages
    let memory: PropertyMemory
    let styles: StyleSheet
    let fonts: FontTable
    let lists: ListTables
    /// What bytes mean where no font says it.
    let codePage: CodePage

    /// - Parameters:
    ///   - table: Gives the table stream, of which Word 97 keeps one of two; nil where it is missing.
    ///   - data: What is too long for the pages.
    init(
        main bytes: [UInt8],
        table: (FileHeader) -> [UInt8]?,
        data: [UInt8]
    ) throws(ReadingError) {
        main = LittleEndian(bytes)
        header = try FileHeader(main)
        guard !header.isEncrypted else {
            throw ReadingError(.encrypted, "the Word file is locked with a password; save it without one")
        }
        self.table = header.isUnicode ? LittleEndian(table(header) ?? []) : main
        let isUnicode = header.isUnicode
        pieces = PieceTable(self.table, header: header, stream: main)
        characters = FormattedPages(
            self.table,
            place: header.characterPages,
            stream: main,
            isUnicode: isUnicode,
            isParagraphs: false
        )
        paragraphs = FormattedPages(
            self.table,
            place: header.paragraphPages,
            stream: main,
            isUnicode: isUnicode,
            isParagraphs: true
        )
        memory = PropertyMemory(
            characters: characters,
            paragraphs: paragraphs,
            data: LittleEndian(data),
            isUnicode: isUnicode
        )
        styles = StyleSheet(self.table, place: header.styles, isUnicode: isUnicode)
        fonts = FontTable(self.table, place: header.fonts, isUnicode: isUnicode)
        lists = ListTables(self.table, header: header)
        codePage = header.isMacintosh && !isUnicode ? .macintosh : CodePage(language: header.language)
    }

    /// The properties of the paragraph whose mark is at an offset of the main stream.
    /// - Returns: nil where the file says nothing about it, and whether a run of properties ends with the mark.
    func paragraph(at offset: Int, in piece: PieceTable.Piece) -> (properties: ParagraphProperties, ends: Bool)? {
        let index = paragraphs.index(of: offset)
        guard index < paragraphs.runs.count, paragraphs.runs[index].start <= offset else { return nil }
        let run = paragraphs.runs[index]
        var properties = memory.paragraph(index)
        if let changes = piece.changes { properties.lay(changes.paragraph) }
        return (properties, run.end <= offset + piece.width)
    }
}
