// SPDX-License-Identifier: GPL-3.0-or-later

/// The lines of all pages of a document, their text in one array of bytes.
struct DocumentLines {
    struct Line {
        /// Index of the page among those that are put together.
        var page: Int
        var left: Int
        var right: Int
        var base: Int
        var size: Int
        var flags: PageLine.Flags
        var text: Range<Int>
        /// The edges of the text around it: see `findMargins`.
        var marginLeft = 0
        var marginRight = 0
        var isNote = false

        /// Follows another one below it, in the same column of the same page.
        func isBelow(_ other: Line) -> Bool { page == other.page && base > other.base && left < other.marginRight }
    }

    private(set) var bytes: [UInt8] = []
    var lines: [Line] = []
    private(set) var heights: [Int] = []

    mutating func append(_ page: PDFPage) {
        let index = heights.count
        heights.append(page.height * 10)
        bytes.reserveCapacity(bytes.count + page.packed.utf8.count)
        for line in PackedLines(page.packed) {
            let start = bytes.count
            bytes.append(contentsOf: line.text)
            lines.append(
                Line(
                    page: index,
                    left: line.left,
                    right: line.right,
                    base: line.base,
                    size: max(line.size, 1),
                    flags: line.flags,
                    text: start..<bytes.count
                )
            )
        }
    }

    /// A page that gives no lines still takes its place.
    mutating func appendEmptyPage() { heights.append(0) }

    func text(_ line: Line) -> ArraySlice<UInt8> { bytes[line.text] }

    /// Finds for each line the left and right edge of the column that it stands in: of the lines without a jump between
    /// them, the left edge that most have, and the rightmost that any has.
    mutating func findMargins() {
        var start = 0
        while start < lines.count {
            var end = start + 1
            while end < lines.count, lines[end].page == lines[start].page, lines[end].base > lines[end - 1].base,
                lines[end].left < lines[end - 1].right + 300
            {
                end += 1
            }
            var lefts: [Int: Int] = [:]
            var right = 0
            for line in lines[start..<end] where !line.flags.contains(.row) {
                lefts[line.left / 20, default: 0] += 1
                right = max(right, line.right)
            }
            let most = lefts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }
            for index in start..<end {
                lines[index].marginLeft = (most?.key ?? 0) * 20
                lines[index].marginRight = right
            }
            start = end
        }
    }
}
