// SPDX-License-Identifier: GPL-3.0-or-later

/// What the bytes of a line tell.
enum LineText {
    static func isLetter(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    /// Begins with a small letter: Latin, Greek or Cyrillic.
    static func startsSmall(_ text: ArraySlice<UInt8>) -> Bool {
        guard let first = text.first else { return false }
        if first < 0x80 { return first >= UInt8(ascii: "a") && first <= UInt8(ascii: "z") }
        guard text.count >= 2 else { return false }
        let scalar = UInt32(first & 0x1F) << 6 | UInt32(text[text.startIndex + 1] & 0x3F)
        return first < 0xE0 && (0xDF...0xFF ~= scalar || 0x3AC...0x3CE ~= scalar || 0x430...0x45F ~= scalar)
    }

    /// Ends a sentence, or introduces what comes.
    static func endsSentence(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        // Closing quotation marks and brackets after the full stop: ) " ' ] ” ’ » 」 』 ）
        while let last = rest.last {
            if [0x29, 0x22, 0x27, 0x5D].contains(last) {
                rest = rest.dropLast()
            } else if rest.count >= 3,
                [
                    [0xE2, 0x80, 0x9D], [0xE2, 0x80, 0x99], [0xE3, 0x80, 0x8D], [0xE3, 0x80, 0x8F], [0xEF, 0xBC, 0x89],
                ]
                .contains(Array(rest.suffix(3)))
            {
                rest = rest.dropLast(3)
            } else {
                break
            }
        }
        guard let last = rest.last else { return false }
        if last < 0x80 { return [0x2E, 0x21, 0x3F, 0x3A].contains(last) }
        // 。 ！ ？ ： ؟ ।
        let end = Array(rest.suffix(3))
        return end == [0xE3, 0x80, 0x82] || end == [0xEF, 0xBC, 0x81] || end == [0xEF, 0xBC, 0x9F]
            || end == [0xEF, 0xBC, 0x9A] || end.suffix(2) == [0xD8, 0x9F] || end == [0xE0, 0xA5, 0xA4]
    }

    /// A hyphen, or a soft one.
    static func endsInHyphen(_ text: ArraySlice<UInt8>) -> Bool {
        text.last == UInt8(ascii: "-") || text.last == 0xAD && text.dropLast().last == 0xC2
            || text.last == 0x90 && text.suffix(3).elementsEqual([0xE2, 0x80, 0x90])
    }

    /// The first character is written without a blank before it: kana, ideographs, full-width forms.
    static func startsWide(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.count >= 3, let first = text.first else { return false }
        return isWide(first, text[text.startIndex + 1])
    }

    /// The last character is written without a blank after it.
    static func endsWide(_ text: some BidirectionalCollection<UInt8>) -> Bool {
        let end = Array(text.suffix(3))
        return end.count == 3 && isWide(end[0], end[1])
    }

    /// The first two of three bytes: U+2E80 to U+9FFF and U+FF00 to U+FFEF.
    private static func isWide(_ first: UInt8, _ second: UInt8) -> Bool {
        first == 0xE2 && second >= 0xBA || first >= 0xE3 && first <= 0xE9 || first == 0xEF && second >= 0xBC
    }

    /// Nothing of it would be changed by `BlockText.tidy`: that looks at each character's properties, which takes longer
    /// than all else for text beyond ASCII.
    static func isTidy(_ text: [UInt8]) -> Bool {
        var before: UInt8 = 0x20
        var beforeThat: UInt8 = 0x20
        for byte in text {
            if byte <= 0x20, byte != 0x20 || before == 0x20 { return false }
            // The second byte of U+0080 to U+00A0 and U+00AD, the first two of the blanks and format characters from
            // U+2000 and U+3000 on, and of U+1680 and U+FEFF.
            if before == 0xC2, byte <= 0xA0 || byte == 0xAD { return false }
            if beforeThat == 0xE2, before == 0x80 && (byte <= 0x8F || byte >= 0xA8 && byte <= 0xAF) || before == 0x81 {
                return false
            }
            if beforeThat == 0xE3, before == 0x80, byte == 0x80 { return false }
            if byte == 0x7F || beforeThat == 0xE1 && before == 0x9A || beforeThat == 0xEF && before == 0xBB {
                return false
            }
            beforeThat = before
            before = byte
        }
        return before != 0x20
    }

    /// Letters and digits alone, ASCII capitals made small: what headings are compared by.
    static func plain(_ text: some Sequence<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        for byte in text {
            if byte >= UInt8(ascii: "A"), byte <= UInt8(ascii: "Z") {
                result.append(byte | 0x20)
            } else if isLetter(byte) || isDigit(byte) {
                result.append(byte)
            }
        }
        return result
    }
}
