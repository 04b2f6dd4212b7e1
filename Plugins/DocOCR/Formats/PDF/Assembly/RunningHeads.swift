// SPDX-License-Identifier: GPL-3.0-or-later

/// Headers, footers and page numbers: lines at the top and bottom of a page that its neighbours have in the same place,
/// but for numbers in them.
struct RunningHeads {
    private struct Place: Hashable {
        var isTop: Bool
        var key: Int
    }
    private struct Edge {
        var line: Int
        var place: Place
        var isNumber: Bool
        /// How far the next line is.
        var gap: Int
    }

    private let document: DocumentLines
    /// Tenths of a point by which places may differ.
    private let tolerance = 40
    /// Headers change with chapters: this many pages before and after are looked at.
    private let reach = 8

    init(_ document: DocumentLines) { self.document = document }

    /// The lines to leave out.
    func lines() -> Set<Int> {
        let pageCount = document.heights.count
        guard pageCount >= 2 else { return [] }
        let edges = edges()
        var seen: [Place: [(page: Int, base: Int)]] = [:]
        for (page, list) in edges.enumerated() {
            for edge in list { seen[edge.place, default: []].append((page, document.lines[edge.line].base)) }
        }
        var result: Set<Int> = []
        for (page, list) in edges.enumerated() {
            for isTop in [true, false] {
                // From the outermost inwards, up to the first that stays.
                for edge in list where edge.place.isTop == isTop {
                    let base = document.lines[edge.line].base
                    let others = seen[edge.place, default: []].lazy.filter {
                        $0.page != page && abs($0.base - base) <= tolerance
                            && (edge.isNumber || abs($0.page - page) <= reach)
                    }
                    guard others.prefix(2).count >= min(2, pageCount - 1) else { break }
                    result.insert(edge.line)
                }
            }
        }
        addByPlace(edges, &result)
        addStamps(&result)
        return result
    }

    /// A header that is new on each page, such as a section's name: it stands where the neighbours' headers stood.
    private func addByPlace(_ edges: [[Edge]], _ result: inout Set<Int>) {
        var added: Set<Int> = []
        for (page, list) in edges.enumerated() {
            for isTop in [true, false] {
                guard let edge = list.first(where: { $0.place.isTop == isTop }), !result.contains(edge.line) else {
                    continue
                }
                let line = document.lines[edge.line]
                guard edge.gap * 10 > line.size * 18 else { continue }
                let near = edges[max(0, page - reach)...min(edges.count - 1, page + reach)]
                let matches = near.count { other in
                    other.contains {
                        $0.place.isTop == isTop && result.contains($0.line)
                            && abs(document.lines[$0.line].base - line.base) <= 15
                            && abs(document.lines[$0.line].size - line.size) <= 3
                    }
                }
                if matches >= 5, matches * 3 >= near.count { added.insert(edge.line) }
            }
        }
        result.formUnion(added)
    }

    /// Turned text, such as a watermark or a stamp at the side, that three pages have in the same place.
    private func addStamps(_ result: inout Set<Int>) {
        var seen: [Int: [Int]] = [:]
        for (index, line) in document.lines.enumerated() where line.flags.contains(.turned) {
            seen[key(line).hash &+ line.base / 50, default: []].append(index)
        }
        for group in seen.values where Set(group.map { document.lines[$0].page }).count >= 3 { result.formUnion(group) }
    }

    /// For each page its up to three outermost lines at the top and at the bottom, the outermost first.
    private func edges() -> [[Edge]] {
        var pages = Array(repeating: [Int](), count: document.heights.count)
        for (index, line) in document.lines.enumerated() where !line.flags.contains(.turned) {
            pages[line.page].append(index)
        }
        return pages.enumerated().map { page, indices in
            let sorted = indices.sorted { document.lines[$0].base < document.lines[$1].base }
            let height = document.heights[page]
            return side(sorted, isTop: true, height: height) + side(sorted.reversed(), isTop: false, height: height)
        }
    }

    private func side(_ sorted: [Int], isTop: Bool, height: Int) -> [Edge] {
        var result: [Edge] = []
        for (place, index) in sorted.prefix(4).enumerated() {
            let line = document.lines[index]
            guard isTop ? line.base * 100 < height * 20 : line.base * 100 > height * 78 else { break }
            let key = key(line)
            let next = place + 1 < sorted.count ? abs(document.lines[sorted[place + 1]].base - line.base) : 10_000
            result.append(
                Edge(line: index, place: Place(isTop: isTop, key: key.hash), isNumber: key.isNumber, gap: next)
            )
        }
        return result
    }

    /// The text with each number as one sign, without blanks, signs and the difference of capitals.
    private func key(_ line: DocumentLines.Line) -> (hash: Int, isNumber: Bool) {
        var hasher = Hasher()
        var words = 0
        var letters = 0
        var onlyRoman = true
        var inNumber = false
        for byte in document.text(line) {
            if LineText.isDigit(byte) {
                if !inNumber { words += 1 }
                inNumber = true
            } else if LineText.isLetter(byte) {
                inNumber = false
                letters += 1
                if ![0x69, 0x76, 0x78, 0x6C, 0x63].contains(byte | 0x20) { onlyRoman = false }
                hasher.combine(byte < 0x80 ? byte | 0x20 : byte)
            }
        }
        if onlyRoman, letters <= 7 { return (0, letters > 0 || words > 0) }
        hasher.combine(words > 0)
        return (hasher.finalize(), false)
    }
}
