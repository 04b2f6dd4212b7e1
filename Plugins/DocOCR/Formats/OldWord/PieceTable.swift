// SPDX-License-Identifier: Apache-2.0

/// Which bytes of the main stream a character of the text is at: Word writes changes behind what was there.
/// Source: [MS-DOC] 2.8.35 (PlcPcd) and 2.9.38 (Clx).
struct PieceTable {
    struct Piece {
        /// Character positions, from and to.
        let start: Int
        let end: Int
        /// Where its first character is in the main stream.
        let offset: Int
        /// Bytes of a character: 1 or 2.
        let width: Int
        /// Changes of properties to all of it, laid over those of the pages.
        let changes: Changes?
    }

    /// A list of changes, as characters and as paragraphs take it.
    struct Changes {
        let character: CharacterProperties
        let paragraph: ParagraphProperties

        init(_ list: LittleEndian, isUnicode: Bool) {
            character = CharacterProperties(list, isUnicode: isUnicode)
            paragraph = ParagraphProperties(list, isUnicode: isUnicode)
        }
    }

    let pieces: [Piece]
    /// False: the table was not there or not whole, and the text was taken as lying in one piece.
    let isWhole: Bool

    init(_ table: LittleEndian, header: FileHeader, stream: LittleEndian) {
        let total = header.lengths.reduce(0, +)
        if let clx = table.part(header.pieces.offset, header.pieces.length), header.pieces.length > 0,
            header.isUnicode || header.isComplex, let pieces = Self.read(clx, header)
        {
            self.pieces = pieces
            isWhole = pieces.last.map { $0.end >= total } ?? (total == 0)
            return
        }
        let start = header.textStart
        if header.isUnicode {
            let count = total > 0 ? total : Int(Int32.max)
            pieces = UntabledText.pieces(stream, from: start, to: header.textEnd, characters: count)
            isWhole = false
            return
        }
        // Word 6 and 95 have no table unless the file was saved fast.
        let width = header.isWide ? 2 : 1
        let there = max(0, min(header.textEnd, stream.count) - start) / width
        let length = total > 0 ? min(total, there) : there
        pieces = [Piece(start: 0, end: length, offset: start, width: width, changes: nil)]
        isWhole = length >= total
    }

    /// The first piece that reaches beyond a character position.
    func index(of position: Int) -> Int {
        var low = 0
        var high = pieces.count
        while low < high {
            let middle = (low + high) / 2
            if pieces[middle].end <= position { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func read(_ clx: LittleEndian, _ header: FileHeader) -> [Piece]? {
        var changes: [Changes] = []
        var offset = 0
        while let kind = clx.byte(offset) {
            if kind == 1, let length = clx.word(offset + 1), let list = clx.part(offset + 3, length) {
                changes.append(Changes(list, isUnicode: header.isUnicode))
                offset += 3 + length
            } else if kind == 2, let length = clx.long(offset + 1) {
                // One that is cut gives the pieces that it still has.
                let plc = clx.part(offset + 5, length) ?? clx.from(offset + 5)
                return pieces(plc, changes, header)
            } else {
                return nil
            }
        }
        return nil
    }

    private static func pieces(_ plc: LittleEndian, _ changes: [Changes], _ header: FileHeader) -> [Piece]? {
        let isUnicode = header.isUnicode
        let count = (plc.count - 4) / 12
        guard count > 0 else { return nil }
        var pieces: [Piece] = []
        var last = 0
        for index in 0..<count {
            let descriptor = 4 * (count + 1) + 8 * index
            guard let start = plc.long(4 * index), let end = plc.long(4 * index + 4),
                let place = plc.long(descriptor + 2), let change = plc.word(descriptor + 6)
            else { break }
            // Positions only rise; where they do not, the table is broken from there on.
            guard start >= last, end >= start, end < 0x8000_0000 else { break }
            last = end
            guard end > start else { continue }
            let isNarrow = isUnicode ? place & 0x4000_0000 != 0 : !header.isWide
            let offset = isUnicode ? (isNarrow ? (place & 0x3FFF_FFFF) / 2 : place & 0x3FFF_FFFF) : place
            pieces.append(
                Piece(
                    start: start,
                    end: end,
                    offset: offset,
                    width: isNarrow ? 1 : 2,
                    changes: Self.changes(change, changes, isUnicode: isUnicode)
                )
            )
        }
        return pieces.isEmpty ? nil : pieces
    }

    /// A change of one property, packed in two bytes, or the number of a list of changes ([MS-DOC] 2.9.209, Prm).
    private static func changes(_ change: Int, _ lists: [Changes], isUnicode: Bool) -> Changes? {
        if change & 1 != 0 {
            let index = change >> 1
            return index < lists.count ? lists[index] : nil
        }
        let code = change >> 1 & 0x7F
        let value = UInt8(truncatingIfNeeded: change >> 8)
        guard code != 0 else { return nil }
        if !isUnicode { return Changes(LittleEndian([UInt8(code), value]), isUnicode: false) }
        let property: Int
        switch code {
        case 0x0C: property = 0x260A
        case 0x18: property = 0x2416
        case 0x19: property = 0x2417
        case 0x41: property = 0x0800
        case 0x5C: property = 0x083C
        default: return nil
        }
        return Changes(LittleEndian([UInt8(property & 0xFF), UInt8(property >> 8), value]), isUnicode: true)
    }
}
