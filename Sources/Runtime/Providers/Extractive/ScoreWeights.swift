// SPDX-License-Identifier: Apache-2.0

/// The numbers of `SentenceScores`, chosen on English news and papers with abstracts.
struct ScoreWeights {
    /// Added to every centrality, so that where no two sentences share a word the rest still decides.
    var floor = 0.1
    var title = 1.0
    /// For half a pair of quotes or brackets.
    var unbalanced = 0.8
    /// For formulas, rows of a table, numbers in the main.
    var fewLetters = 0.5
    /// What the first sentence gains over one in the middle, in a short text and in a long one.
    var leadShort = 1.0
    var leadLong = 0.8
    /// After how many sentences half of that gain is gone.
    var leadReach = 4.0

    func kind(_ sentence: Sentence) -> Double {
        switch sentence.kind {
        case .prose: sentence.isTerminated || sentence.goesOn ? 1 : 0.7
        case .listItem: sentence.isTerminated ? 0.7 : 0.4
        case .heading: 0.02
        case .apart: 0.005
        }
    }

    /// Full between 8 and 40 words, less outside.
    func length(_ words: Double) -> Double {
        if words < 8 { return max(0.1, words / 8) }
        if words > 40 { return max(0.6, 40 / words) }
        return 1
    }

    /// News and posts say first what matters; a long text begins with what it is not about yet.
    func position(_ place: Int, of count: Int) -> Double {
        let long = min(1, max(0, (Double(count) - 30) / 100))
        let lead = leadShort + (leadLong - leadShort) * long
        return 1 + lead / (1 + Double(place) / leadReach)
    }
}
