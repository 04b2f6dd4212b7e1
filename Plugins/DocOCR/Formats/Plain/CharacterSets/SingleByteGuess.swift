// SPDX-License-Identifier: Apache-2.0

/// How plausible bytes are as text of a language in a character set of one byte a character.
enum SingleByteGuess {
    struct Candidate {
        let name: String
        /// The logarithm of the likelihood of the bytes beyond ASCII.
        let score: Float
    }

    /// The best of each set's languages, for all sets.
    static func candidates(for sample: TextSample) -> [Candidate] {
        SingleByteSet.all.compactMap { set in
            guard let table = SingleByteSet.tables[set.name] else { return nil }
            let best = set.languages.compactMap { PairModel.all[$0] }.map { score(sample, table, $0) }.max()
            return best.map { Candidate(name: set.name, score: $0 + set.rarity) }
        }
    }

    private static func score(_ sample: TextSample, _ table: SingleByteSet.Table, _ model: PairModel) -> Float {
        var total: Float = 0
        for pair in sample.pairs {
            let (first, second) = (Int(pair.first), Int(pair.second))
            var value = model.score(table.characters[first], table.characters[second])
            // A capital within a word.
            if table.isLower[first], table.isUpper[second] { value -= 4 }
            if table.isRare[second] { value -= 4 }
            total += value * Float(pair.count)
        }
        return total
    }
}
