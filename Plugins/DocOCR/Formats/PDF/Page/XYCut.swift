// SPDX-License-Identifier: GPL-3.0-or-later

/// Cuts a page along white gaps, in turn from top to bottom and from side to side, until its parts are single columns.
struct XYCut {
    private let runs: [PieceRun]

    init(_ runs: [PieceRun]) { self.runs = runs }

    func append(to result: inout [PieceRun]) { cut(runs, depth: 0, into: &result) }

    private func cut(_ runs: [PieceRun], depth: Int, into result: inout [PieceRun]) {
        guard runs.count > 1, depth < 40 else {
            result += runs
            return
        }
        let size = runs.map(\.size).sorted()[runs.count / 2]
        if let gutter = Self.widestGap(runs.map { ($0.x0, $0.x1) }), gutter.width >= 0.8 * size {
            let left = runs.filter { $0.x1 <= gutter.middle }
            let right = runs.filter { $0.x1 > gutter.middle }
            // One line at the side of another is a row, not two columns.
            if Self.height(left) > 2.5 * size || Self.height(right) > 2.5 * size {
                cut(left, depth: depth + 1, into: &result)
                cut(right, depth: depth + 1, into: &result)
                return
            }
        }
        if let gap = Self.widestGap(runs.map { ($0.base - 0.7 * $0.size, $0.base + 0.15 * $0.size) }), gap.width > 0 {
            cut(runs.filter { $0.base <= gap.middle }, depth: depth + 1, into: &result)
            cut(runs.filter { $0.base > gap.middle }, depth: depth + 1, into: &result)
            return
        }
        result += runs.sorted { ($0.base, $0.x0) < ($1.base, $1.x0) }
    }

    private static func height(_ runs: [PieceRun]) -> Float {
        (runs.map(\.base).max() ?? 0) - (runs.map(\.base).min() ?? 0)
    }

    /// The widest gap that no interval reaches into.
    private static func widestGap(_ intervals: [(Float, Float)]) -> (middle: Float, width: Float)? {
        var best: (middle: Float, width: Float)?
        var end = -Float.infinity
        for interval in intervals.sorted(by: { $0.0 < $1.0 }) {
            if end > -Float.infinity, interval.0 > end, interval.0 - end > best?.width ?? 0 {
                best = ((end + interval.0) / 2, interval.0 - end)
            }
            end = max(end, interval.1)
        }
        return best
    }
}
