// SPDX-License-Identifier: GPL-3.0-or-later

/// Notes at the foot of pages: the last lines of a page or column, smaller than the body, the first of them with a number or sign.
enum Footnotes {
    static func mark(_ document: inout DocumentLines, style: DocumentStyle) {
        var start = 0
        while start < document.lines.count {
            guard isSmall(document.lines[start], document, style) else {
                start += 1
                continue
            }
            var end = start + 1
            while end < document.lines.count, document.lines[end].page == document.lines[start].page,
                document.lines[end].base > document.lines[end - 1].base, isSmall(document.lines[end], document, style)
            {
                end += 1
            }
            // They end the page or a column, and are not all that is on it.
            let isLast =
                end == document.lines.count || document.lines[end].page != document.lines[start].page
                || document.lines[end].base < document.lines[start].base
            let isFirst = start == 0 || document.lines[start - 1].page != document.lines[start].page
            // Small text above the first note is something else.
            if isLast, !isFirst,
                let first = (start..<end).first(where: { isMarked(document.text(document.lines[$0])) })
            {
                for index in first..<end { document.lines[index].isNote = true }
            }
            start = end
        }
    }

    private static func isSmall(_ line: DocumentLines.Line, _ document: DocumentLines, _ style: DocumentStyle) -> Bool {
        line.size * 100 <= style.bodySize * 93 && line.base * 2 > document.heights[line.page]
            && line.flags.isDisjoint(with: [.row, .turned, .fixedPitch])
    }

    private static func isMarked(_ text: ArraySlice<UInt8>) -> Bool {
        guard let first = text.first, text.count > 3 else { return false }
        if LineText.isDigit(first) { return text.prefix(4).contains { !LineText.isDigit($0) } }
        // * † ‡ §
        return first == UInt8(ascii: "*") || first == UInt8(ascii: "[") || text.starts(with: [0xE2, 0x80, 0xA0])
            || text.starts(with: [0xE2, 0x80, 0xA1]) || text.starts(with: [0xC2, 0xA7])
    }
}
