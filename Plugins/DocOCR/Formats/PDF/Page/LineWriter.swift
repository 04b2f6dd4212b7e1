// SPDX-License-Identifier: GPL-3.0-or-later

/// Writes a page's lines and rows of tables in reading order.
struct LineWriter {
    private let page: PageReading

    init(_ page: PageReading) { self.page = page }

    func write(to packed: inout [UInt8]) {
        let pieces = page.pieces
        var runs: [PieceRun?] = ReadingOrder(pieces).runs()
        let ruled = RuledTables(pieces: pieces, rulings: page.rulings).tables()
        var tableOf: [Int: Int] = [:]
        for (table, found) in ruled.enumerated() {
            for index in found.rows.joined().joined() where tableOf[index] == nil { tableOf[index] = table }
        }
        var firstTable: [Int: Int] = [:]
        if !tableOf.isEmpty { takeOut(&runs, tableOf, &firstTable) }
        let aligned = AlignedTables(pieces: pieces, characters: page.characters).tables(in: runs)
        var next = 0
        var index = 0
        while index < runs.count {
            if next < aligned.count, aligned[next].runs.lowerBound == index {
                write(aligned[next].table, to: &packed)
                index = aligned[next].runs.upperBound
                next += 1
                continue
            }
            if let table = firstTable[index] {
                write(ruled[table], to: &packed)
            } else if let run = runs[index] {
                write(run, to: &packed)
            }
            index += 1
        }
    }

    /// Pieces in ruled tables leave their lines; where a table's first piece was, the table will stand.
    private func takeOut(_ runs: inout [PieceRun?], _ tableOf: [Int: Int], _ firstTable: inout [Int: Int]) {
        var seen: Set<Int> = []
        var result: [PieceRun?] = []
        for run in runs {
            guard let run, run.pieces.contains(where: { tableOf[$0] != nil }) else {
                result.append(run)
                continue
            }
            var rest: PieceRun?
            for index in run.pieces {
                if let table = tableOf[index] {
                    if seen.insert(table).inserted {
                        firstTable[result.count] = table
                        result.append(nil)
                    }
                } else if rest == nil || rest?.take(index, page.pieces[index]) == false {
                    if let rest { result.append(rest) }
                    rest = PieceRun(index, page.pieces[index])
                }
            }
            if let rest { result.append(rest) }
        }
        runs = result
    }

    private func write(_ table: PieceTable, to packed: inout [UInt8]) {
        var isFirst = true
        for row in table.rows {
            let all = row.joined()
            guard let first = all.first else { continue }
            var text: [UInt8] = []
            for (column, cell) in row.enumerated() {
                if column > 0 { text.append(UInt8(ascii: "\t")) }
                append(cell, to: &text)
            }
            var flags: PageLine.Flags = .row
            if isFirst { flags.insert(.tableStart) }
            isFirst = false
            let pieces = all.map { page.pieces[$0] }
            if pieces.allSatisfy({ $0.flags.contains(.bold) }) { flags.insert(.bold) }
            let line = PageLine(
                left: tenths(pieces.map(\.x0).min() ?? 0),
                right: tenths(pieces.map(\.x1).max() ?? 0),
                base: tenths(page.pieces[first].base),
                size: tenths(page.pieces[first].size),
                flags: flags,
                text: text[...]
            )
            PackedLines.append(line, to: &packed)
        }
    }

    private func write(_ run: PieceRun, to packed: inout [UInt8]) {
        var text: [UInt8] = []
        var flags = append(run.pieces, to: &text)
        guard !text.isEmpty else { return }
        // The longest piece tells what the line looks like.
        if let main = run.pieces.max(by: { page.pieces[$0].text.count < page.pieces[$1].text.count }) {
            flags.formUnion(page.pieces[main].flags)
            if flags.contains(.bold) {
                let bold = run.pieces.reduce(0) {
                    $0 + (page.pieces[$1].flags.contains(.bold) ? page.pieces[$1].text.count : 0)
                }
                if bold * 10 < text.count * 8 { flags.remove(.bold) }
            }
        }
        let line = PageLine(
            left: tenths(run.x0),
            right: tenths(run.x1),
            base: tenths(run.base),
            size: tenths(run.size),
            flags: flags,
            text: text[...]
        )
        PackedLines.append(line, to: &packed)
    }

    /// Pieces one after the other, with blanks where there is a gap or another line.
    @discardableResult
    private func append(_ indices: [Int], to text: inout [UInt8]) -> PageLine.Flags {
        var flags: PageLine.Flags = []
        var before: PagePiece?
        for index in indices {
            let piece = page.pieces[index]
            let bytes = page.characters[piece.text]
            if let before, !text.isEmpty {
                let size = max(piece.size, before.size)
                let gap = piece.x0 - before.x1
                let isSameLine = abs(piece.base - before.base) <= 0.6 * size
                if gap > 2.5 * size { flags.insert(.gapped) }
                if !(isSameLine && abs(gap) < 0.12 * size),
                    !(isWide(text) && bytes.first.map { $0 >= 0xE3 } == true && gap < 0.6 * size)
                {
                    text.append(UInt8(ascii: " "))
                }
            }
            if appendWithoutLeader(bytes, to: &text) { flags.insert(.leader) }
            before = piece
        }
        while text.last == UInt8(ascii: " ") { text.removeLast() }
        return flags
    }

    /// The last character is one that needs no blank after it: kana, an ideograph, full-width.
    private func isWide(_ text: [UInt8]) -> Bool { text.count >= 3 && (0xE3...0xE9).contains(text[text.count - 3]) }

    /// Rows of dots that lead the eye say nothing; they are left out.
    private func appendWithoutLeader(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, to text: inout [UInt8]) -> Bool {
        let dot = UInt8(ascii: ".")
        let blank = UInt8(ascii: " ")
        var found = false
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == dot {
                var end = index
                var dots = 0
                while end < bytes.endIndex, bytes[end] == dot || bytes[end] == blank {
                    if bytes[end] == dot { dots += 1 }
                    end += 1
                }
                if dots >= 5 {
                    found = true
                    if text.last != blank, !text.isEmpty { text.append(blank) }
                    index = end
                    continue
                }
            }
            // Lines and cells are parted by these; nothing else writes them.
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\t") {
                if text.last != blank { text.append(blank) }
            } else if !(byte == blank && (text.isEmpty || text.last == blank)) {
                text.append(byte)
            }
            index += 1
        }
        return found
    }

    private func tenths(_ value: Float) -> Int { value.isFinite ? Int(max(min(value, 1_000_000), -1_000_000) * 10) : 0 }
}
