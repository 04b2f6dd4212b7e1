// SPDX-License-Identifier: GPL-3.0-or-later

/// A table of a page: its rows of cells, each cell the pieces in it in the order of drawing.
struct PieceTable {
    var rows: [[[Int]]]
}

/// Tables with rulings between rows and columns.
struct RuledTables {
    private let pieces: [PagePiece]
    private let rulings: [PageRuling]

    /// Pages with more are drawings.
    private static let most = 1_500

    init(pieces: [PagePiece], rulings: [PageRuling]) {
        self.pieces = pieces
        self.rulings = rulings.count <= Self.most ? rulings : []
    }

    func tables() -> [PieceTable] {
        guard rulings.count >= 5, pieces.count >= 4 else { return [] }
        return groups().compactMap(table)
    }

    /// Rulings that touch one another.
    private func groups() -> [[PageRuling]] {
        let sorted = rulings.sorted { $0.y0 < $1.y0 }
        var parents = Array(sorted.indices)
        func root(_ index: Int) -> Int {
            var index = index
            while parents[index] != index {
                parents[index] = parents[parents[index]]
                index = parents[index]
            }
            return index
        }
        let reach: Float = 2.5
        for first in sorted.indices {
            for second in sorted.indices[(first + 1)...] {
                if sorted[second].y0 > sorted[first].y1 + reach { break }
                if sorted[second].x0 <= sorted[first].x1 + reach, sorted[first].x0 <= sorted[second].x1 + reach {
                    parents[root(second)] = root(first)
                }
            }
        }
        return Dictionary(grouping: sorted.indices, by: root).sorted { $0.key < $1.key }.map { group in
            group.value.map { sorted[$0] }
        }
    }

    private func table(_ group: [PageRuling]) -> PieceTable? {
        guard group.count >= 5 else { return nil }
        let left = group.map(\.x0).min() ?? 0
        let right = group.map(\.x1).max() ?? 0
        let top = group.map(\.y0).min() ?? 0
        let bottom = group.map(\.y1).max() ?? 0
        // Many tables have no rulings at their sides: the others' ends are their edges.
        let columns = Self.closed(
            Self.places(
                group.filter { !$0.isHorizontal }.map { ($0.x0, $0.y1 - $0.y0) },
                atLeast: 0.5 * (bottom - top)
            ),
            left,
            right
        )
        let lines = Self.closed(
            Self.places(
                group.filter(\.isHorizontal).map { ($0.y0, $0.x1 - $0.x0) },
                atLeast: 0.5 * (right - left)
            ),
            top,
            bottom
        )
        guard columns.count >= 3, lines.count >= 3, columns.count <= 40 else { return nil }
        var cells = Array(repeating: Array(repeating: [Int](), count: columns.count - 1), count: lines.count - 1)
        var filled = 0
        for (index, piece) in pieces.enumerated() where !piece.isTurned {
            let y = piece.base - 0.3 * piece.size
            guard y > top, y < bottom, piece.x1 > left, piece.x0 < right else { continue }
            // Where it begins is the cell that it is of: text may run over its cell's end.
            let x = piece.x0 + min(0.5 * piece.size, (piece.x1 - piece.x0) / 2)
            guard let column = Self.slot(x, columns), let row = Self.slot(y, lines) else { continue }
            if cells[row][column].isEmpty { filled += 1 }
            cells[row][column].append(index)
        }
        let rows = cells.flatMap(split).filter { row in row.contains { !$0.isEmpty } }
        // Frames and charts have rulings, and few cells with text.
        guard filled * 5 >= cells.count * (columns.count - 1) * 2 || filled >= 6,
            rows.count(where: { row in row.count(where: { !$0.isEmpty }) >= 2 }) >= 2
        else { return nil }
        return PieceTable(rows: rows)
    }

    /// A row without rulings in it is parted where all of its cells have their lines at the same heights.
    private func split(_ row: [[Int]]) -> [[[Int]]] {
        let bases = row.map { cell in
            cell.reduce(into: [Float]()) { bases, index in
                if bases.allSatisfy({ abs($0 - pieces[index].base) > 2 }) { bases.append(pieces[index].base) }
            }
        }
        let used = bases.filter { !$0.isEmpty }
        guard let first = used.first, first.count >= 3, used.count >= 2,
            used.allSatisfy({ other in other.count == first.count && zip(other, first).allSatisfy { abs($0 - $1) <= 2 }
            })
        else { return [row] }
        return first.map { base in row.map { cell in cell.filter { abs(pieces[$0].base - base) <= 2 } } }
    }

    /// Where rulings lie that are long enough together.
    private static func places(_ rulings: [(place: Float, length: Float)], atLeast: Float) -> [Float] {
        var result: [(place: Float, length: Float)] = []
        for ruling in rulings.sorted(by: { $0.place < $1.place }) {
            if let last = result.last, ruling.place - last.place < 3 {
                result[result.count - 1].length += ruling.length
            } else {
                result.append(ruling)
            }
        }
        return result.filter { $0.length >= atLeast }.map(\.place)
    }

    private static func closed(_ places: [Float], _ start: Float, _ end: Float) -> [Float] {
        guard let first = places.first, let last = places.last else { return [] }
        return (first > start + 5 ? [start] : []) + places + (last < end - 5 ? [end] : [])
    }

    private static func slot(_ value: Float, _ edges: [Float]) -> Int? {
        guard let next = edges.firstIndex(where: { $0 > value }), next > 0 else { return nil }
        return next - 1
    }
}
