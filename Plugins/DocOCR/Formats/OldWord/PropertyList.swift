// SPDX-License-Identifier: Apache-2.0

/// A list of changes to properties ("grpprl"), one after the other; a broken one ends where it breaks.
/// Source: [MS-DOC] 2.6; for Word 6 and 95 the table of "sprms" in Microsoft's description of that format.
struct PropertyList: Sequence, IteratorProtocol {
    struct Change {
        /// As Word 97 numbers it, also of files of Word 6 and 95.
        let code: Int
        let operand: LittleEndian
        /// The operand's first byte, and its first two.
        var byte: Int { operand.byte(0) ?? 0 }
        var word: Int { operand.word(0) ?? byte }
    }

    private let bytes: LittleEndian
    private let isUnicode: Bool
    private var offset = 0

    init(_ bytes: LittleEndian, isUnicode: Bool) {
        self.bytes = bytes
        self.isUnicode = isUnicode
    }

    mutating func next() -> Change? { isUnicode ? nextWide() : nextNarrow() }

    private mutating func nextWide() -> Change? {
        guard let code = bytes.word(offset), code != 0 else { return nil }
        return change(code, from: offset + 2) { list, start in
            switch code >> 13 {
            case 0, 1: (start, 1)
            case 2, 4, 5: (start, 2)
            case 3: (start, 4)
            case 7: (start, 3)
            default: Self.counted(list, start, isLong: code == 0xD608, isTabs: code == 0xC615)
            }
        }
    }

    private mutating func nextNarrow() -> Change? {
        guard let code = bytes.byte(offset), code != 0 else { return nil }
        return change(Self.wideCode(code), from: offset + 1) { list, start in
            switch code {
            case 83, 52: (start, 0)
            case 2, 16...19, 21, 22, 26...28, 30...43, 45...49, 69, 72, 80, 93, 96, 97, 99, 101, 107, 109...112,
                121...124, 182...184, 189, 195, 197, 198:
                (start, 2)
            case 20, 70, 192, 194, 196, 200: (start, 4)
            case 73, 95: (start, 3)
            case 193, 199: (start, 5)
            case 187: (start, 12)
            case 3, 12, 15, 23, 64, 68, 74, 81, 82, 103, 105, 106, 108, 113, 115, 116, 120, 191:
                Self.counted(list, start, isLong: false, isTabs: code == 23)
            case 188, 190: Self.counted(list, start, isLong: true, isTabs: false)
            default: (start, 1)
            }
        }
    }

    private mutating func change(
        _ code: Int,
        from start: Int,
        place: (LittleEndian, Int) -> (start: Int, length: Int)?
    ) -> Change? {
        guard let (start, length) = place(bytes, start), let operand = bytes.part(start, length) else { return nil }
        offset = start + length
        return Change(code: code, operand: operand)
    }

    /// An operand that says its length itself.
    private static func counted(
        _ bytes: LittleEndian,
        _ start: Int,
        isLong: Bool,
        isTabs: Bool
    ) -> (start: Int, length: Int)? {
        if isLong {
            guard let length = bytes.word(start), length > 0 else { return nil }
            return (start + 2, length - 1)
        }
        guard let length = bytes.byte(start) else { return nil }
        guard isTabs, length == 255 else { return (start + 1, length) }
        // Tabs deleted, four bytes each, then tabs added, three bytes each, both behind their counts.
        guard let deleted = bytes.byte(start + 1), let added = bytes.byte(start + 2 + 4 * deleted) else { return nil }
        return (start + 1, 2 + 4 * deleted + 3 * added)
    }

    private static func wideCode(_ code: Int) -> Int {
        switch code {
        case 2: 0x4600
        case 12: 0xC63E
        // Word 97 has no such property: no code of its own is taken.
        case 13: -13
        case 24: 0x2416
        case 25: 0x2417
        case 65: 0x0800
        case 74: 0x6A09
        case 80: 0x4A30
        case 92: 0x083C
        case 93: 0x4A4F
        case 97: 0x486D
        case 117: 0x0855
        case 186: 0x3404
        default: code
        }
    }
}
