// SPDX-License-Identifier: GPL-3.0-or-later

/// Tables without rulings between their columns: rows whose cells stand in the same columns.
struct AlignedTables {
    private let pieces: [PagePiece]
    private let characters: UnsafeBufferPointer<UInt8>

    struct Cell {
        var pieces: [Int]
        var x0: Float
        var x1: Float
    }
    struct Found {
        var runs: Range<Int>
        var table: PieceTable
    }

    init(pieces: [PagePiece], characters: UnsafeBufferPointer<UInt8>) {
        self.pieces = pieces
        self.characters = characters
    }

    /// - Parameter runs: lines in reading order; nil stands for those that are in a table already.
    func tables(in runs: [PieceRun?]) -> [Found] {
        var found: [Found] = []
        var start = 0
        while start < runs.count {
            guard let cells = runs[start].map(cells), cells.count >= 2 else {
                start += 1
                continue
            }
            let end = self.end(runs, from: start)
            if let table = table(runs[start..<end].compactMap { $0 }) {
                found.append(Found(runs: start..<end, table: table))
                start = end
            } else {
                // A heading of another table, or a line by chance, may have spoiled it: only the first line is passed.
                start += end - start > 12 ? 4 : 1
            }
        }
        return found
    }

    /// Lines that follow below one another without a gap of more than a line, up to the last with more than one cell.
    private func end(_ runs: [PieceRun?], from start: Int) -> Int {
        var last = start
        var index = start + 1
        var singles = 0
        while index < runs.count, let run = runs[index], let before = runs[index - 1] {
            let step = run.base - before.base
            guard step > 0.3 * run.size, step < 2.6 * max(run.size, before.size), !pieces[run.pieces[0]].isTurned else {
                break
            }
            if cells(run).count >= 2 {
                last = index
                singles = 0
            } else {
                singles += 1
                if singles > 2 { break }
            }
            index += 1
        }
        return last + 1
    }

    private func cells(_ run: PieceRun) -> [Cell] {
        var cells: [Cell] = []
        for index in run.pieces {
            let piece = pieces[index]
            if let last = cells.last, piece.x0 - last.x1 < 1.0 * piece.size {
                cells[cells.count - 1].pieces.append(index)
                cells[cells.count - 1].x1 = max(last.x1, piece.x1)
            } else {
                cells.append(Cell(pieces: [index], x0: piece.x0, x1: piece.x1))
            }
        }
        return cells
    }

    private func table(_ runs: [PieceRun]) -> PieceTable? {
        guard runs.count >= 3 else { return nil }
        let rows = runs.map(cells)
        let full = rows.count { $0.count >= 2 }
        guard full >= 3, full * 5 >= rows.count * 3 else { return nil }
        var columns: [(x0: Float, x1: Float)] = []
        for cell in rows.filter({ $0.count >= 2 }).joined().sorted(by: { $0.x0 < $1.x0 }) {
            if let last = columns.last, cell.x0 < last.x1 + 2 {
                columns[columns.count - 1].x1 = max(last.x1, cell.x1)
            } else {
                columns.append((cell.x0, cell.x1))
            }
        }
        guard columns.count >= 2, columns.count <= 20 else { return nil }
        var result: [[[Int]]] = []
        for (row, run) in zip(rows, runs) {
            var cells = Array(repeating: [Int](), count: columns.count)
            for cell in row {
                guard let column = columns.firstIndex(where: { cell.x0 < $0.x1 + 2 && cell.x1 > $0.x0 - 2 }),
                    cells[column].isEmpty, cell.x1 <= columns[column].x1 + run.size
                else { return nil }
                cells[column] = cell.pieces
            }
            // A single cell that does not begin the row goes on with the one above.
            if row.count == 1, cells[0].isEmpty, !result.isEmpty {
                for (column, pieces) in cells.enumerated() { result[result.count - 1][column] += pieces }
            } else {
                result.append(cells)
            }
        }
        guard result.count >= 3, isTable(result) else { return nil }
        return PieceTable(rows: result)
    }

    /// Numbered lists, tables of contents, code and columns of running text have columns too.
    private func isTable(_ rows: [[[Int]]]) -> Bool {
        let width = rows[0].count
        var lengths = Array(repeating: 0, count: width)
        var counts = Array(repeating: 0, count: width)
        var markers = 0
        var numbers = 0
        var sections = 0
        var fixed = 0
        var all = 0
        for row in rows {
            for (column, cell) in row.enumerated() where !cell.isEmpty {
                let length = cell.reduce(0) { $0 + pieces[$1].text.count }
                lengths[column] += length
                counts[column] += 1
                all += 1
                if cell.allSatisfy({ pieces[$0].flags.contains(.fixedPitch) }) { fixed += 1 }
                let text = characters[pieces[cell[0]].text]
                if column == 0, length <= 5, Self.isMarker(text) { markers += 1 }
                if column == width - 1, Self.isNumber(characters[pieces[cell[cell.count - 1]].text]) { numbers += 1 }
                if cell.contains(where: { Self.hasLeader(characters[pieces[$0].text]) }) { return false }
                if column == 0, Self.isSection(text) { sections += 1 }
            }
        }
        guard fixed * 2 < all, markers * 2 < counts[0], sections * 3 < counts[0] * 2 else { return false }
        if width == 2 {
            if numbers * 5 >= counts[1] * 4, lengths[0] > 12 * counts[0] { return false }
            if lengths[0] > 45 * counts[0], lengths[1] > 45 * counts[1] { return false }
        }
        // Each column is in use.
        return counts.allSatisfy { $0 * 3 >= rows.count } || width >= 4 && counts.reduce(0, +) * 2 >= rows.count * width
    }

    private static func isMarker(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard let last = text.last, let first = text.first else { return true }
        if first >= 0x80 { return text.count <= 3 }
        return last == UInt8(ascii: ".") || last == UInt8(ascii: ")") || last == UInt8(ascii: ":")
            || text.count == 1
                && !(first >= 0x30 && first <= 0x39) && !(first >= 0x41 && first <= 0x5A)
    }

    private static func isNumber(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        text.count <= 5
            && (text.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
                || text.allSatisfy { [0x69, 0x76, 0x78, 0x6C].contains($0) })
    }

    /// A section's number: `5.4.2`, `B.5`.
    private static func isSection(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        text.count >= 3 && text.count <= 10 && text.dropFirst().contains(UInt8(ascii: "."))
            && text.dropFirst().allSatisfy { $0 == UInt8(ascii: ".") || $0 >= 0x30 && $0 <= 0x39 }
    }

    /// Five dots in a row, with or without blanks between them.
    private static func hasLeader(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        var dots = 0
        for byte in text where byte != 0x20 {
            dots = byte == UInt8(ascii: ".") ? dots + 1 : 0
            if dots >= 5 { return true }
        }
        return false
    }
}
