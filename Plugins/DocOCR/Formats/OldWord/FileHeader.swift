// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// The header of the main stream: which version wrote it, how long each part of the text is, where the tables are.
/// Source: [MS-DOC] 2.5, and for Word 6 and 95 Microsoft's "Word 6.0 binary file format".
struct FileHeader {
    /// A table's place: in the table stream, or for Word 6 and 95 in the main one.
    struct Place {
        var offset = 0
        var length = 0
    }

    /// Word 97 and later: UTF-16 and properties of two bytes; else Word 6 and 95.
    let isUnicode: Bool
    let language: Int
    let isComplex: Bool
    let isEncrypted: Bool
    let usesSecondTable: Bool
    let isMacintosh: Bool
    /// The text is UTF-16, also in Word 95, whose East Asian versions wrote it so.
    let isWide: Bool
    /// The text where there is no piece table: bytes from here on.
    let textStart: Int
    let textEnd: Int
    /// Characters of the text, then of footnotes, headers, macros, comments, endnotes, text boxes and those of headers,
    /// which follow one another.
    let lengths: [Int]

    let styles: Place
    let footnotes: Place
    let comments: Place
    let endnotes: Place
    let textBoxes: Place
    let characterPages: Place
    let paragraphPages: Place
    let fonts: Place
    let pieces: Place
    let lists: Place
    let listOverrides: Place

    init(_ stream: LittleEndian) throws(ReadingError) {
        guard let identity = stream.word(0), let version = stream.word(2), let flags = stream.word(10) else {
            throw ReadingError(.damaged, "the Word file ends within its header")
        }
        // The last three are of Word 6 and 95 in East Asia.
        guard [0xA5EC, 0xA5DC, 0xA697, 0xA698, 0xA699].contains(identity) else {
            throw ReadingError(
                .unsupported,
                "the file has a WordDocument stream of a kind that no version of Word reads"
            )
        }
        guard version >= 101 else {
            throw ReadingError(
                .unsupported,
                "the file is of Word 2 or older, which is not read; save it as .docx with a newer Word"
            )
        }
        isUnicode = version > 105
        language = stream.word(6) ?? 0
        isComplex = flags & 0x0004 != 0
        isEncrypted = flags & 0x0100 != 0
        usesSecondTable = flags & 0x0200 != 0
        isWide = flags & 0x1000 != 0
        isMacintosh = (stream.byte(19) ?? 0) & 1 != 0 || stream.word(20) == 0x100
        textStart = stream.long(24) ?? 0
        textEnd = stream.long(28) ?? 0

        func place(_ offset: Int) -> Place {
            Place(offset: stream.long(offset) ?? 0, length: stream.long(offset + 4) ?? 0)
        }
        let counts: Int
        if isUnicode {
            // Two arrays that say their own length, then the places, likewise.
            let words = stream.word(32) ?? 14
            let longs = 34 + 2 * words
            counts = longs + 2 + 4 * 3
            let places = longs + 2 + 4 * (stream.word(longs) ?? 22)
            let limit = stream.word(places) ?? 0
            func numbered(_ index: Int) -> Place { index < limit ? place(places + 2 + 8 * index) : Place() }
            styles = numbered(1)
            footnotes = numbered(3)
            comments = numbered(5)
            endnotes = numbered(47)
            textBoxes = numbered(56)
            characterPages = numbered(12)
            paragraphPages = numbered(13)
            fonts = numbered(15)
            pieces = numbered(33)
            lists = numbered(73)
            listOverrides = numbered(74)
        } else {
            counts = 0x34
            styles = place(0x60)
            footnotes = place(0x70)
            comments = place(0x80)
            endnotes = Place()
            textBoxes = Place()
            characterPages = place(0xB8)
            paragraphPages = place(0xC0)
            fonts = place(0xD0)
            pieces = place(0x160)
            lists = Place()
            listOverrides = Place()
        }
        lengths = (0..<8).map { index in
            let length = stream.long(counts + 4 * index) ?? 0
            return length < 0x8000_0000 ? length : 0
        }
    }
}
