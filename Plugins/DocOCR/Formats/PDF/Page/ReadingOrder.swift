// SPDX-License-Identifier: GPL-3.0-or-later

/// The order in which a page's lines are read.
///
/// Programs that set type draw text in the order of reading, column after column, and know better than any geometry; so
/// the order of drawing is kept unless it jumps about: then the page is cut along its white gaps.
struct ReadingOrder {
    private let pieces: [PagePiece]

    init(_ pieces: [PagePiece]) { self.pieces = pieces }

    /// The pieces' lines in reading order, those that are not in the page's main direction last.
    func runs() -> [PieceRun] {
        let drawn = Self.drawn(pieces, pieces.indices.filter { !pieces[$0].isTurned })
        let turned = Self.drawn(pieces, pieces.indices.filter { pieces[$0].isTurned })
        let isColumns = looksLikeColumns(drawn)
        guard isColumns || jumpsAbout(drawn) else { return drawn + turned }
        // Lines that were drawn across columns fall apart first.
        let parts = isColumns ? drawn.flatMap(split) : drawn
        var result: [PieceRun] = []
        result.reserveCapacity(parts.count)
        XYCut(parts).append(to: &result)
        return joined(result) + turned
    }

    private static func drawn(_ pieces: [PagePiece], _ indices: some Sequence<Int>) -> [PieceRun] {
        var runs: [PieceRun] = []
        for index in indices {
            if runs.isEmpty || !runs[runs.count - 1].take(index, pieces[index]) {
                runs.append(PieceRun(index, pieces[index]))
            }
        }
        return runs
    }

    /// Pieces of one line that the page drew at different times come together again.
    private func joined(_ runs: [PieceRun]) -> [PieceRun] {
        var result: [PieceRun] = []
        for run in runs {
            if var last = result.last, run.x0 >= last.x1 - 0.5 * run.size,
                run.pieces.allSatisfy({ last.take($0, pieces[$0]) })
            {
                result[result.count - 1] = last
            } else {
                result.append(run)
            }
        }
        return result
    }

    private func split(_ run: PieceRun) -> [PieceRun] {
        var parts: [PieceRun] = []
        for index in run.pieces {
            let piece = pieces[index]
            if let last = parts.last, piece.x0 - last.x1 < 0.9 * piece.size, parts[parts.count - 1].take(index, piece) {
                continue
            }
            parts.append(PieceRun(index, piece))
        }
        return parts
    }

    /// Counts jumps that no reader makes: up the page without going on to a column at the right.
    private func jumpsAbout(_ runs: [PieceRun]) -> Bool {
        guard runs.count >= 4 else { return false }
        var bad = 0
        var columnLeft = runs[0].x0
        var columnRight = runs[0].x1
        for (before, run) in zip(runs, runs.dropFirst()) {
            if run.base >= before.base - 0.4 * max(run.size, before.size) {
                columnLeft = min(columnLeft, run.x0)
                columnRight = max(columnRight, run.x1)
                continue
            }
            let isNextColumn =
                run.x0 >= columnRight - run.size || run.x0 > columnLeft + 4 * run.size && run.x0 >= before.x0
            if !isNextColumn { bad += 1 }
            columnLeft = run.x0
            columnRight = run.x1
        }
        return bad > max(3, runs.count / 6)
    }

    /// Lines of two columns of running text that were drawn row by row: most of them are two long pieces with their left
    /// edges in the same two places.
    private func looksLikeColumns(_ runs: [PieceRun]) -> Bool {
        var lefts: [Int: Int] = [:]
        var rights: [Int: Int] = [:]
        var pairs = 0
        for run in runs where run.pieces.count >= 2 {
            let parts = split(run)
            guard parts.count == 2 else { continue }
            let lengths = parts.map { part in part.pieces.reduce(0) { $0 + pieces[$1].text.count } }
            guard lengths[0] >= 25, lengths[1] >= 25 else { continue }
            pairs += 1
            lefts[Int(parts[0].x0 / 3), default: 0] += 1
            rights[Int(parts[1].x0 / 3), default: 0] += 1
        }
        guard pairs >= 8, pairs * 3 >= runs.count else { return false }
        return (lefts.values.max() ?? 0) * 2 > pairs && (rights.values.max() ?? 0) * 2 > pairs
    }
}
