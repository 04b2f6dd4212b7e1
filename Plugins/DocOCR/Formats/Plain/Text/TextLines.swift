// SPDX-License-Identifier: Apache-2.0

/// The lines of a text, one after the other. Line ends are LF, CR LF or CR; a form feed ends a line and a page.
///
/// What printers and terminals were told by is taken out: characters struck over one another, underscores under
/// characters, escape sequences for colours.
struct TextLines: Sequence, IteratorProtocol {
    private let text: [UInt8]
    private var position = 0
    private var startsPage = false
    /// A longer line comes in pieces.
    private static let longest = 64 << 10

    init(_ text: [UInt8]) { self.text = text }

    mutating func next() -> TextLine? {
        guard position < text.count else { return nil }
        let start = position
        var end = start
        var isClean = true
        while end < text.count {
            let byte = text[end]
            if byte < 0x20 {
                if byte == 0x0A || byte == 0x0D || byte == 0x0C { break }
                if byte != 0x09 { isClean = false }
            }
            end += 1
            if end - start >= Self.longest { break }
        }
        var line = TextLine(isClean ? text[lineRange(start, &end)] : Self.cleaned(text[lineRange(start, &end)]))
        line.startsPage = startsPage
        startsPage = false
        position = end
        if position < text.count, position - start < Self.longest {
            startsPage = text[position] == 0x0C
            let isPair = text[position] == 0x0D && position + 1 < text.count && text[position + 1] == 0x0A
            position += isPair ? 2 : 1
        }
        return line
    }

    /// A line that is cut for its length is cut behind a blank, or before a character at least.
    private func lineRange(_ start: Int, _ end: inout Int) -> Range<Int> {
        guard end - start >= Self.longest else { return start..<end }
        var cut = end
        while cut > start, text[cut - 1] != 0x20 { cut -= 1 }
        if cut == start {
            cut = end
            while cut < text.count, cut > start, text[cut] & 0xC0 == 0x80 { cut -= 1 }
        }
        end = cut
        return start..<cut
    }

    /// Source: ECMA-48 for escape sequences; nroff strikes a character over itself to make it bold.
    private static func cleaned(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var result: [UInt8] = []
        result.reserveCapacity(line.count)
        var index = line.startIndex
        while index < line.endIndex {
            let byte = line[index]
            index += 1
            switch byte {
            case 0x08:
                // Of two characters in one place the later stays, but for an underscore.
                if index < line.endIndex, line[index] == UInt8(ascii: "_") {
                    index += 1
                } else {
                    while let last = result.popLast(), last & 0xC0 == 0x80 {}
                }
            case 0x1B:
                guard index < line.endIndex else { break }
                let kind = line[index]
                index += 1
                guard kind == UInt8(ascii: "[") else { break }
                while index < line.endIndex, !(0x40...0x7E).contains(line[index]) { index += 1 }
                if index < line.endIndex { index += 1 }
            case 0x09, 0x20...: result.append(byte)
            default: break
            }
        }
        return result[...]
    }
}
