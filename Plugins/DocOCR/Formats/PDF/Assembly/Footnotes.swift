// SPDX-License-Identifier: GPL-3.0-or-later

/// Notes at the foot of pages: the last lines of a page, smaller than the body, the first of them with a number or sign.
enum Footnotes {
    static func mark(_ document: inout DocumentLines, style: DocumentStyle) {
        var end = document.lines.count
        while end > 0 {
            let page = document.lines[end - 1].page
            var start = end
            while start > 0, document.lines[start - 1].page == page { start -= 1 }
            mark(&document, start..<end, style)
            end = start
        }
    }

    private static func mark(_ document: inout DocumentLines, _ range: Range<Int>, _ style: DocumentStyle) {
        guard let page = document.lines[range].first?.page else { return }
        let height = document.heights[page]
        var first = range.upperBound
        while first > range.lowerBound {
            let line = document.lines[first - 1]
            guard line.size * 100 <= style.bodySize * 93, line.base * 2 > height,
                line.flags.isDisjoint(with: [.row, .turned, .fixedPitch])
            else { break }
            first -= 1
        }
        guard first < range.upperBound, first > range.lowerBound else { return }
        // Small text above the first note is something else.
        guard let start = (first..<range.upperBound).first(where: { isMarked(document.text(document.lines[$0])) })
        else { return }
        for index in start..<range.upperBound { document.lines[index].isNote = true }
    }

    private static func isMarked(_ text: ArraySlice<UInt8>) -> Bool {
        guard let first = text.first, text.count > 3 else { return false }
        if LineText.isDigit(first) { return text.prefix(4).contains { !LineText.isDigit($0) } }
        // * † ‡ §
        return first == UInt8(ascii: "*") || first == UInt8(ascii: "[") || text.starts(with: [0xE2, 0x80, 0xA0])
            || text.starts(with: [0xE2, 0x80, 0xA1]) || text.starts(with: [0xC2, 0xA7])
    }
}
