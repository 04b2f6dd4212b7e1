// SPDX-License-Identifier: Apache-2.0

/// Puts lines together that a program or a typist broke at a column.
enum Wrapping {
    /// The lines as one text: with blanks in between where they were broken for their length, with line feeds where
    /// the author ended them.
    static func text(_ lines: ArraySlice<TextLine>, shape: TextShape) -> String {
        guard let first = lines.first else { return "" }
        guard lines.count > 1 else { return first.text }
        var bytes: [UInt8] = []
        let separator: UInt8 = isWrapped(lines, shape: shape) ? 0x20 : 0x0A
        for line in lines {
            if !bytes.isEmpty, separator == 0x0A || needsBlank(bytes[...], line.bytes) { bytes.append(separator) }
            bytes.append(contentsOf: line.bytes)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Most lines are so long that the next one's first word would have had no room.
    static func isWrapped(_ lines: ArraySlice<TextLine>, shape: TextShape) -> Bool {
        guard let wrapWidth = shape.wrapWidth else { return false }
        let longest = lines.reduce(0) { max($0, $1.width) }
        let width = lines.count >= 4 && longest >= 40 ? longest : max(wrapWidth, longest)
        guard longest <= 200 else { return false }
        var full = 0
        for (line, next) in zip(lines, lines.dropFirst()) where line.width + 1 + next.firstWordWidth > width - 3 {
            full += 1
        }
        return full * 10 >= (lines.count - 1) * 7
    }

    /// None stands between characters of Chinese and Japanese, nor behind the hyphen of a word that goes on.
    private static func needsBlank(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
        guard let last = left.last, let first = right.first else { return false }
        if last == UInt8(ascii: "-"), left.count > 1, isLetter(left[left.endIndex - 2]), (0x61...0x7A).contains(first) {
            return false
        }
        guard first >= 0xE3, last >= 0x80, left.count >= 3 else { return true }
        return !(isIdeographic(right) && isIdeographic(left.suffix(3)))
    }

    private static func isLetter(_ byte: UInt8) -> Bool { byte >= 0x80 || (0x41...0x5A).contains(byte & 0xDF) }

    /// Kana, Chinese characters, and the full-width marks between them. U+3000 to U+9FFF begin with E3 to E9.
    private static func isIdeographic(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let lead = bytes.first else { return false }
        return (0xE3...0xE9).contains(lead) || lead == 0xEF
    }
}
