// SPDX-License-Identifier: Apache-2.0

/// A line of plain text without its end, and how it lies on a screen of fixed columns.
struct TextLine {
    /// UTF-8 without blanks at either end.
    let bytes: ArraySlice<UInt8>
    /// Columns before the first character; tabs go to the next multiple of eight.
    let indent: Int
    /// Columns up to the end of the last character.
    let width: Int
    /// As it stands, for what is kept as it is.
    let whole: ArraySlice<UInt8>
    /// A page ends before it.
    var startsPage = false

    init(_ line: ArraySlice<UInt8>) {
        var start = line.startIndex
        var column = 0
        while start < line.endIndex {
            if line[start] == 0x20 {
                column += 1
            } else if line[start] == 0x09 {
                column = (column / 8 + 1) * 8
            } else {
                break
            }
            start += 1
        }
        var end = line.endIndex
        while end > start, line[end - 1] <= 0x20 { end -= 1 }
        whole = line[line.startIndex..<end]
        bytes = line[start..<end]
        indent = column
        width = start == end ? 0 : column + Self.columns(bytes)
    }

    var isBlank: Bool { bytes.isEmpty }
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// How many columns the first word takes; a character of Chinese or Japanese is a word.
    var firstWordWidth: Int {
        guard let first = bytes.first else { return 0 }
        if first >= 0xE3 { return 2 }
        return Self.columns(bytes.prefix { $0 > 0x20 && $0 < 0xE3 })
    }

    /// East Asian characters take two columns, marks that stand over others none. By the first byte, which is right for
    /// all but rare ones.
    private static func columns(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { sum, byte in
            switch byte {
            case 0..<0x80, 0xC0..<0xCC, 0xCE..<0xE3: sum + 1
            case 0x80..<0xC0: sum
            // U+0300 and on are marks, from U+0370 on letters: one is as good as the other in a width.
            case 0xCC, 0xCD: sum
            default: sum + 2
            }
        }
    }
}
