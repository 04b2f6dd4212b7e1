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

    /// Finds for each line the edges of the column that it stands in, by the lines around it that begin at nearly the same
    /// place in letters of the same size: the middle one of their left edges, and the rightmost of their right ones.
    mutating func findMargins() {
        let reach = 8
        var lefts: [Int] = []
        for index in lines.indices {
            let line = lines[index]
            var right = line.right
            lefts.removeAll(keepingCapacity: true)
            for other in max(0, index - reach)...min(lines.count - 1, index + reach) {
                let near = lines[other]
                guard near.page == line.page, abs(near.left - line.left) <= 4 * line.size,
                    abs(near.size - line.size) * 100 <= 12 * line.size, !near.flags.contains(.row)
                else { continue }
                lefts.append(near.left)
                right = max(right, near.right)
            }
            lefts.sort()
            lines[index].marginLeft = lefts.isEmpty ? line.left : lefts[lefts.count / 2]
            lines[index].marginRight = right
        }
    }
}
