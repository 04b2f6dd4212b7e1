// SPDX-License-Identifier: Apache-2.0

/// What a whole text tells about its parts, found in a first pass over its lines.
struct TextShape {
    /// The column that lines of running text are broken at; nil: they are not broken.
    private(set) var wrapWidth: Int?
    /// The indentation of most running text.
    private(set) var baseIndent = 0
    /// A manual page as it is printed: its first line names it at both ends.
    private(set) var isManualPage = false
    /// Lines with numbers like 2.3 stand alone in it as headings.
    private(set) var hasNumberedHeadings = false
    /// The lines that stand above and below each page break, digits left out.
    private(set) var runningLines: Set<String> = []

    private static let reach = 200_000

    init(_ text: [UInt8]) {
        var widths = [Int](repeating: 0, count: 200)
        var indents = [Int](repeating: 0, count: 40)
        var numbered = 0
        var around: [String: Int] = [:]
        var breaks = 0
        var lastFilled: TextLine?
        var isAfterBreak = false
        var before: [TextLine] = []
        var isFirst = true
        for line in TextLines(text).prefix(Self.reach) {
            if line.startsPage, let last = lastFilled, around.count < 10_000 {
                breaks += 1
                around[Self.withoutDigits(last), default: 0] += 1
                isAfterBreak = true
            }
            if !line.isBlank {
                if isFirst { isManualPage = Self.namesManualPage(line) }
                isFirst = false
                if isAfterBreak, around.count < 10_000 { around[Self.withoutDigits(line), default: 0] += 1 }
                isAfterBreak = false
                lastFilled = line
                if line.width > 40 { indents[min(line.indent, 39)] += 1 }
            }
            if let last = before.last, !last.isBlank {
                if !line.isBlank {
                    widths[min(last.width, 199)] += 1
                } else if before.count < 2 || before[before.count - 2].isBlank, NumberedHeading(last)?.depth ?? 0 > 1 {
                    numbered += 1
                }
            }
            before.append(line)
            if before.count > 2 { before.removeFirst() }
        }
        hasNumberedHeadings = numbered >= 2
        if breaks >= 2 { runningLines = Set(around.filter { $0.value >= 2 && $0.value * 10 >= breaks * 6 }.keys) }
        let most = indents.max() ?? 0
        baseIndent = most == 0 ? 0 : indents.firstIndex(of: most) ?? 0
        wrapWidth = Self.wrapWidth(widths)
    }

    /// The width that nine of ten lines stay within, of those that go on in the next.
    private static func wrapWidth(_ widths: [Int]) -> Int? {
        let total = widths.reduce(0, +)
        var sum = 0
        for (width, count) in widths.enumerated() {
            sum += count
            if sum * 20 >= total * 19 { return (40...160).contains(width) ? width : nil }
        }
        return nil
    }

    /// Page numbers and dates differ, the rest of a running line does not.
    static func withoutDigits(_ line: TextLine) -> String {
        String(decoding: line.bytes.prefix(200).filter { $0 > 0x20 && !(0x30...0x39).contains($0) }, as: UTF8.self)
    }

    /// `LS(1)   User Commands   LS(1)`.
    private static func namesManualPage(_ line: TextLine) -> Bool {
        let words = line.bytes.split(separator: 0x20)
        guard words.count >= 2, let first = words.first, let last = words.last, first == last, first.count > 3 else {
            return false
        }
        return first.last == UInt8(ascii: ")") && first.contains(UInt8(ascii: "("))
    }
}
