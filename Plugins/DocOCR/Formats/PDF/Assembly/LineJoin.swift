// SPDX-License-Identifier: GPL-3.0-or-later

/// Puts a line at the end of the text before it.
struct LineJoin {
    private let document: DocumentLines
    /// Made when the first hyphen asks for it: many documents have none.
    private var stock: WordStock?

    init(_ document: DocumentLines) { self.document = document }

    mutating func append(_ line: ArraySlice<UInt8>, to text: inout [UInt8]) {
        guard !text.isEmpty else {
            text += line
            return
        }
        // A soft hyphen that ends a line is one that the author allowed, and no part of the word.
        if text.suffix(2) == [0xC2, 0xAD] {
            text.removeLast(2)
        } else if let count = hyphenLength(text) {
            let body = text.dropLast(count)
            let first = body.suffix(from: wordStart(body))
            let second = line.prefix { LineText.isLetter($0) }
            if first.isEmpty || second.isEmpty && line.first.map(LineText.isDigit) != true {
                // A dash with a blank before it is punctuation.
                text.append(UInt8(ascii: " "))
            } else {
                if stock == nil { stock = WordStock(document) }
                if stock?.keepsHyphen(first, second) == false { text.removeLast(count) }
            }
        } else if !(LineText.endsWide(text) && LineText.startsWide(line)) {
            text.append(UInt8(ascii: " "))
        }
        text += line
    }

    /// The text ends in a letter or digit and a hyphen: how many bytes that has.
    private func hyphenLength(_ text: [UInt8]) -> Int? {
        let length = text.last == UInt8(ascii: "-") ? 1 : text.suffix(3) == [0xE2, 0x80, 0x90] ? 3 : 0
        guard length > 0, text.count > length else { return nil }
        let before = text[text.count - length - 1]
        return LineText.isLetter(before) || LineText.isDigit(before) ? length : nil
    }

    private func wordStart(_ text: ArraySlice<UInt8>) -> Int {
        var start = text.endIndex
        while start > text.startIndex {
            let byte = text[start - 1]
            guard LineText.isLetter(byte) || LineText.isDigit(byte) || byte == UInt8(ascii: "-") else { break }
            start -= 1
        }
        return start
    }
}
