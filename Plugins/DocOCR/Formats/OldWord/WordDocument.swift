// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// The parts of a document in the order that they are given: the text, then its notes by kind.
enum WordDocument {
    /// From the streams as they are, without a container.
    static func read(
        main: [UInt8],
        table: [UInt8],
        data: [UInt8],
        limits: ReadingLimits
    ) throws(ReadingError) -> ReadDocument {
        let file = try WordFile(main: main, table: { _ in table }, data: data)
        return read(file, title: nil, isTableMissing: false, limits)
    }

    /// - Parameter isTableMissing: The stream of tables was not where the header says.
    static func read(
        _ file: WordFile,
        title: String?,
        isTableMissing: Bool,
        _ limits: ReadingLimits
    ) -> ReadDocument {
        var writer = PassageWriter(file, limits: limits)
        if let title { writer.title(title) }
        if isTableMissing || !file.pieces.isWhole {
            writer.warn(
                "the file is damaged: the table of its text is missing or not whole, so text may be out of place"
            )
        }
        // A hostile table can name the same bytes many times; an honest one has no more characters than there are bytes.
        var room = min(limits.textBytes, file.main.count)
        func passage(_ start: Int, _ end: Int) -> PassageText {
            let text = PassageText(file, from: start, to: end, maximum: room)
            room -= text.units.count
            if text.isCut { writer.warn("the file ends early: part of its text is missing") }
            if text.substitutions > 0 {
                writer.warn("some characters are not of the character set that the file names for them")
            }
            return text
        }
        let starts = file.header.lengths.indices.map { file.header.lengths[..<$0].reduce(0, +) }
        let whole = file.header.lengths.reduce(0, +)
        writer.write(passage(0, whole > 0 ? file.header.lengths[0] : Int(Int32.max)))
        for (part, place, size) in [
            (1, file.header.footnotes, 0), (5, file.header.endnotes, 0), (6, file.header.textBoxes, 22),
            (4, file.header.comments, 0),
        ] {
            let length = file.header.lengths[part]
            guard length > 0 else { continue }
            for range in Self.notes(file.table, place, entry: size, length: length) where room > 0 {
                writer.writeNote(passage(starts[part] + range.lowerBound, starts[part] + range.upperBound))
            }
        }
        return writer.finish()
    }

    /// Where each note is in the text of all of its kind; where no table says it, they are taken as one.
    private static func notes(
        _ table: LittleEndian,
        _ place: FileHeader.Place,
        entry: Int,
        length: Int
    ) -> [Range<Int>] {
        guard let plc = table.part(place.offset, place.length), place.length > 8 else { return [0..<length] }
        let count = (plc.count - 4) / (4 + entry) + 1
        var notes: [Range<Int>] = []
        var last = plc.long(0) ?? 0
        for index in 1..<max(2, count) {
            guard let next = plc.long(4 * index), next >= last, next <= length else { break }
            if next > last { notes.append(last..<next) }
            last = next
        }
        return notes.isEmpty ? [0..<length] : notes
    }
}
