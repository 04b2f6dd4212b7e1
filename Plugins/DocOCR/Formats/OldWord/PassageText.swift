// SPDX-License-Identifier: Apache-2.0
import Encodings

/// The text between two character positions: UTF-16, with what its characters' properties say, and the marks that end
/// paragraphs with the place of their properties.
struct PassageText {
    struct Span {
        /// The first unit behind it; it begins where the last one ends.
        var end: Int
        let isHidden: Bool
        let isDeleted: Bool
    }
    struct Mark {
        let unit: Int
        let offset: Int
        let piece: Int
    }

    private(set) var units: [UInt16] = []
    private(set) var spans: [Span] = []
    private(set) var marks: [Mark] = []
    /// Some of the text lies outside of the file.
    private(set) var isCut = false
    /// Bytes of it that stand for no character.
    private(set) var substitutions = 0

    private let file: WordFile
    private var tables: [CodePage: SingleByteTable] = [:]
    private var decoders: [CodePage: TextDecoder] = [:]

    /// - Parameter maximum: Units; what is beyond is left out.
    init(_ file: WordFile, from start: Int, to end: Int, maximum: Int) {
        self.file = file
        var index = file.pieces.index(of: start)
        let pieces = file.pieces.pieces
        while index < pieces.count, pieces[index].start < end, units.count < maximum {
            let piece = pieces[index]
            let first = max(start, piece.start)
            let count = min(end, piece.end, first + maximum - units.count) - first
            let from = piece.offset + (first - piece.start) * piece.width
            let to = from + count * piece.width
            if to > file.main.count { isCut = true }
            if from < file.main.count { append(from, min(to, file.main.count), index) }
            index += 1
        }
        pairFields()
    }

    /// The text of a piece, run by run.
    private mutating func append(_ start: Int, _ end: Int, _ pieceIndex: Int) {
        let piece = file.pieces.pieces[pieceIndex]
        var character = file.characters.index(of: start)
        var paragraph = file.paragraphs.index(of: start)
        var offset = start
        while offset < end {
            var next = end
            var own: CharacterProperties?
            var style = 0
            if Self.step(file.characters, &character, offset, &next) { own = file.memory.character(character) }
            if Self.step(file.paragraphs, &paragraph, offset, &next) {
                style = file.memory.paragraph(paragraph).style ?? 0
            }
            // A character is not cut, wherever a run of a broken file ends.
            let length = max(1, (next - offset) / piece.width) * piece.width
            next = min(offset + length, end)
            append(offset, next, pieceIndex, Look(file, own, style, piece))
            offset = next
        }
    }

    /// Goes on to the run at an offset. False: there is none, until `next` at least.
    private static func step(_ pages: FormattedPages, _ index: inout Int, _ offset: Int, _ next: inout Int) -> Bool {
        while index < pages.runs.count, pages.runs[index].end <= offset { index += 1 }
        guard index < pages.runs.count else { return false }
        let run = pages.runs[index]
        next = min(next, run.start <= offset ? run.end : run.start)
        return run.start <= offset
    }

    private mutating func append(_ start: Int, _ end: Int, _ piece: Int, _ look: Look) {
        let width = file.pieces.pieces[piece].width
        if width == 2 {
            for offset in stride(from: start, to: end, by: 2) {
                guard let unit = file.main.word(offset) else { break }
                put(UInt16(truncatingIfNeeded: unit), offset, piece, look)
            }
        } else if file.header.isUnicode || !look.codePage.isMultiByte {
            let page = file.header.isUnicode ? .westernEuropean : look.codePage
            let table = tables[page] ?? SingleByteTable(codePage: page)
            tables[page] = table
            for offset in start..<end {
                guard let byte = file.main.byte(offset).map(UInt8.init(truncatingIfNeeded:)) else { break }
                if byte >= 0x20, !file.header.isUnicode, let signs = look.signs {
                    if let scalar = signs.scalar(Int(byte)) { put(UInt16(scalar.value), offset, piece, look) }
                } else {
                    put(UInt16(truncatingIfNeeded: table[byte].value), offset, piece, look)
                }
            }
        } else {
            appendMultiByte(start, end, piece, look)
        }
        if let last = spans.last, last.isHidden == look.isHidden, last.isDeleted == look.isDeleted {
            spans[spans.count - 1].end = units.count
        } else {
            spans.append(Span(end: units.count, isHidden: look.isHidden, isDeleted: look.isDeleted))
        }
    }

    /// Bytes of a character set of East Asia; marks are bytes of their own between them.
    private mutating func appendMultiByte(_ start: Int, _ end: Int, _ piece: Int, _ look: Look) {
        let decoder = decoders[look.codePage] ?? TextDecoder(codePage: look.codePage)
        decoders[look.codePage] = decoder
        var offset = start
        while offset < end {
            var stop = offset
            while stop < end, let byte = file.main.byte(stop), byte >= 0x20 { stop += 1 }
            if stop > offset, let part = file.main.part(offset, stop - offset), let decoder {
                var text = ""
                let before = decoder.substitutions
                part.withBytes { decoder.decode($0, into: &text, isLast: true) }
                substitutions += decoder.substitutions - before
                for unit in text.utf16 { put(unit, offset, piece, look) }
            }
            offset = stop
            if offset < end, let byte = file.main.byte(offset) {
                put(UInt16(byte), offset, piece, look)
                offset += 1
            }
        }
    }

    private mutating func put(_ unit: UInt16, _ offset: Int, _ piece: Int, _ look: Look) {
        switch unit {
        case 0x0D, 0x07, 0x0C:
            marks.append(Mark(unit: units.count, offset: offset, piece: piece))
            units.append(unit)
        case 0x28 where look.symbol != nil:
            if let scalar = look.symbol { units.append(contentsOf: UTF16.encode(scalar) ?? .init()) }
        // Word keeps signs of sign fonts in the private area.
        case 0xF020...0xF0FF: if let scalar = look.signs?.scalar(Int(unit)) { units.append(UInt16(scalar.value)) }
        case 0xE000...0xF8FF: break
        default: units.append(unit)
        }
    }

    /// Field marks without their other half are taken away, so that a broken field hides nothing behind it.
    private mutating func pairFields() {
        var open: [(begin: Int, separator: Int?)] = []
        for index in units.indices {
            switch units[index] {
            case 0x13: open.append((index, nil))
            case 0x14:
                if let last = open.indices.last, open[last].separator == nil {
                    open[last].separator = index
                } else {
                    units[index] = 0
                }
            case 0x15: if open.popLast() == nil { units[index] = 0 }
            default: continue
            }
        }
        for field in open {
            units[field.begin] = 0
            if let separator = field.separator { units[separator] = 0 }
        }
    }
}
