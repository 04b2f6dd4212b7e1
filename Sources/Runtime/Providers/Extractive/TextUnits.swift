// SPDX-License-Identifier: Apache-2.0

/// A stretch of text within which sentences are looked for: a paragraph, a heading, an entry of a list.
struct TextUnit {
    enum Kind: UInt8 {
        case prose, listItem, heading
        /// Code and tables.
        case apart
    }
    var range: Range<Int>
    var kind: Kind
}

/// Finds the units of a text line by line. An empty line always ends one. A single line break ends one only
/// where the author meant it: before a list marker, after a heading, or where the next word would still have
/// fitted on the line, which a wrapped line does not leave.
struct TextUnits {
    let scalars: [Unicode.Scalar]

    /// Lines longer than this are paragraphs of their own and not wrapped.
    private static let longestWrappedLine = 160

    /// A paragraph of more lines is taken in pieces of so many.
    private static let mostLines = 4_096

    /// Calls `body` for each unit of the range in order, until it answers false.
    func forEach(
        in range: Range<Int>,
        limit: WorkLimit,
        _ body: (TextUnit) throws(ProviderFailure) -> Bool
    ) throws(ProviderFailure) {
        var start = range.lowerBound
        var insideCode = false
        var rounds = 0
        while start < range.upperBound {
            var lines: [Range<Int>] = []
            var index = start
            var lineStart = start
            while index < range.upperBound {
                if scalars[index].value == 0x0A {
                    lines.append(lineStart..<index)
                    lineStart = index + 1
                    if lineStart < range.upperBound, scalars[lineStart].value == 0x0A { break }
                    if lines.count == Self.mostLines { break }
                }
                index += 1
            }
            if index >= range.upperBound { lines.append(lineStart..<range.upperBound) }
            for unit in units(of: lines, insideCode: &insideCode) {
                rounds += 1
                try limit.check(round: rounds)
                guard try body(unit) else { return }
            }
            start = index
            while start < range.upperBound, scalars[start].value == 0x0A { start += 1 }
        }
    }

    private func units(of lines: [Range<Int>], insideCode: inout Bool) -> [TextUnit] {
        let longest = lines.reduce(0) { max($0, $1.count) }
        var result: [TextUnit] = []
        var previous: Range<Int>?
        for line in lines where !line.isEmpty {
            let marker = lineMarker(line)
            if marker.kind == .fence {
                insideCode.toggle()
                previous = nil
                continue
            }
            let kind: TextUnit.Kind =
                switch marker.kind {
                case _ where insideCode, .table: .apart
                case .heading: .heading
                case .item: .listItem
                case .none, .fence: .prose
                }
            let text = line.lowerBound + marker.length..<line.upperBound
            if let last = result.indices.last, let previous, kind == .prose, result[last].kind != .apart,
                result[last].kind != .heading, !endsUnit(previous, before: line, longest: longest)
            {
                result[last].range = result[last].range.lowerBound..<line.upperBound
            } else if !text.isEmpty {
                result.append(TextUnit(range: text, kind: kind))
            }
            previous = line
        }
        return result
    }

    private func endsUnit(_ line: Range<Int>, before next: Range<Int>, longest: Int) -> Bool {
        if scalars[next.lowerBound].isLowercaseLetter { return false }
        if longest > Self.longestWrappedLine { return true }
        var word = next.lowerBound
        while word < next.upperBound, scalars[word].value != 0x20, !scalars[word].isUnspacedScript { word += 1 }
        let needed = line.count + 1 + max(1, word - next.lowerBound)
        return needed * 4 < longest * 3
    }

    private enum Marker {
        case none, heading, item, table, fence
    }

    /// What a line begins with, and how many scalars of it are not text.
    private func lineMarker(_ line: Range<Int>) -> (kind: Marker, length: Int) {
        let first = scalars[line.lowerBound]
        func isSpace(_ offset: Int) -> Bool {
            line.lowerBound + offset < line.upperBound && scalars[line.lowerBound + offset].value == 0x20
        }
        switch first {
        case "#":
            var hashes = 1
            while hashes < min(6, line.count), scalars[line.lowerBound + hashes] == "#" { hashes += 1 }
            return isSpace(hashes) ? (.heading, hashes + 1) : (.none, 0)
        case "|":
            return (.table, 0)
        case "`", "~":
            let isFence = line.count >= 3 && scalars[line.lowerBound..<line.lowerBound + 3].allSatisfy { $0 == first }
            return isFence ? (.fence, 0) : (.none, 0)
        case ">":
            return isSpace(1) ? (.none, 2) : (.none, 0)
        case "-", "*", "+", "\u{2022}", "\u{2023}", "\u{25E6}", "\u{25AA}", "\u{25CF}", "\u{25CB}", "\u{2043}":
            return isSpace(1) ? (.item, 2) : (.none, 0)
        case "0"..."9", "a"..."z":
            return numberedMarker(line)
        default:
            return (.none, 0)
        }
    }

    /// `1.`, `12)`, `a)` and a space.
    private func numberedMarker(_ line: Range<Int>) -> (kind: Marker, length: Int) {
        var index = line.lowerBound
        while index < line.upperBound, index - line.lowerBound < 2, scalars[index].isASCIIDigit { index += 1 }
        let digits = index - line.lowerBound
        if digits == 0 { index += 1 }
        guard index + 1 < line.upperBound, scalars[index + 1].value == 0x20 else { return (.none, 0) }
        guard scalars[index] == ")" || (digits > 0 && scalars[index] == ".") else { return (.none, 0) }
        // The number stays: a line that begins with a date or an ordinal looks just the same.
        return (.item, 0)
    }
}
