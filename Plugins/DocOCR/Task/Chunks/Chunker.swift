// SPDX-License-Identifier: Apache-2.0

/// A run of pieces for one model call.
struct Chunk: Sendable, Hashable {
    var text: String
    var words: Int
    /// Tokens, estimated.
    var tokens: Double
    /// The headings that its first words stand under, outermost first.
    var path: [String]
    /// The outermost headings that begin in it.
    var headings: [String]
}

/// Cuts a document into chunks that overlap. The ends are moved to the nearest heading, paragraph or sentence, within a
/// tenth of the size.
struct Chunker: Sendable {
    /// Of a chunk and of the overlap, in words or tokens.
    var size: Double
    var overlap: Double
    /// What a piece counts for.
    var measure: @Sendable (Piece) -> Double

    /// By words.
    init(words: Int, overlap: Int) {
        size = Double(max(20, words))
        self.overlap = Double(max(0, min(overlap, words / 2)))
        measure = { Double($0.words) }
    }

    /// By tokens, as a provider counts them.
    init(tokens: Int, overlap: Int, scale: TokenScale) {
        size = Double(max(50, tokens))
        self.overlap = Double(max(0, min(overlap, tokens / 2)))
        let factor = scale.factor
        measure = { $0.tokens * factor }
    }

    func chunks(of pieces: Pieces) -> [Chunk] {
        let all = pieces.all
        // before[i]: what all pieces before i count for.
        var before = [0.0]
        before.reserveCapacity(all.count + 1)
        for piece in all { before.append(before[before.count - 1] + measure(piece)) }
        var chunks: [Chunk] = []
        var start = 0
        while start < all.count {
            let end = self.end(from: start, all, before)
            chunks.append(chunk(pieces, start..<end))
            guard end < all.count else { break }
            start = self.start(of: end, after: start, all, before)
        }
        return chunks
    }

    /// The piece that the next chunk does not hold.
    private func end(from start: Int, _ all: [Piece], _ before: [Double]) -> Int {
        let aim = before[start] + size
        guard before[all.count] > aim else { return all.count }
        var exact = start + 1
        while exact < all.count, before[exact + 1] <= aim { exact += 1 }
        return best(near: exact, aim: aim, reach: size / 10, in: (start + 1)...all.count, all, before)
    }

    /// Where the next chunk begins: so much before the last one's end.
    private func start(of end: Int, after last: Int, _ all: [Piece], _ before: [Double]) -> Int {
        guard overlap > 0 else { return end }
        let aim = before[end] - overlap
        var exact = end
        while exact > last + 1, before[exact] > aim { exact -= 1 }
        let found = best(near: exact, aim: aim, reach: overlap / 3, in: (last + 1)...end, all, before)
        return max(last + 1, min(found, end))
    }

    /// The place with the strongest start within reach, of equals the nearest.
    private func best(
        near exact: Int,
        aim: Double,
        reach: Double,
        in range: ClosedRange<Int>,
        _ all: [Piece],
        _ before: [Double]
    ) -> Int {
        var best = exact
        var bestRank = (-1, -Double.infinity)
        var index = exact
        while index >= range.lowerBound, aim - before[index] <= reach { consider(index); index -= 1 }
        index = exact + 1
        while index <= range.upperBound, before[index] - aim <= reach { consider(index); index += 1 }
        return best

        func consider(_ index: Int) {
            let strength = index < all.count ? all[index].start.rawValue : Piece.Start.heading.rawValue
            let rank = (strength, -abs(before[index] - aim))
            if rank > bestRank { (best, bestRank) = (index, rank) }
        }
    }

    private func chunk(_ pieces: Pieces, _ range: Range<Int>) -> Chunk {
        var text = ""
        var chunk = Chunk(text: "", words: 0, tokens: 0, path: [], headings: [])
        for index in range {
            let piece = pieces.all[index]
            if !text.isEmpty { text += piece.separator }
            text += piece.text
            chunk.words += piece.words
            chunk.tokens += piece.tokens
            if piece.start == .heading, let name = pieces.paths[piece.path].last { chunk.headings.append(name) }
        }
        chunk.text = text
        let first = pieces.all[range.lowerBound]
        // A chunk that begins with a heading stands under those above it.
        chunk.path = first.start == .heading ? Array(pieces.paths[first.path].dropLast()) : pieces.paths[first.path]
        return chunk
    }
}
