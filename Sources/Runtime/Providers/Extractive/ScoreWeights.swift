// SPDX-License-Identifier: Apache-2.0

/// The numbers of `SentenceScores`, chosen on the tuning half of the texts in Benchmarks/Extractive.
struct ScoreWeights {
    /// Added to every centrality, so that where no two sentences share a word the rest still decides.
    var floor = 0.1
    var title = 2.0
    /// For half a pair of quotes or brackets.
    var unbalanced = 0.8
    /// For formulas, rows of a table, numbers in the main.
    var fewLetters = 0.5
    /// What the first sentence gains over one in the middle, in a short text and in a long one.
    var leadShort = 3.0
    var leadLong = 0.8
    /// After how many sentences half of that gain is gone.
    var leadReach = 4.0

    /// For a sentence that announces what the text is about, and for one that goes into detail.
    var announces = 1.5
    var details = 0.8
    /// For sections by their heading.
    var opening = 1.2
    var closing = 1.2
    var tail = 0.1
    /// What the last sentences of a long text gain, and over how many.
    var close = 0.3
    var closeReach = 10.0
    /// How much a sentence loses by repeating one already chosen.
    var redundancy = 0.55
    /// How much of a sentence's rank comes from its neighbours. Less than the 0.85 usual for web pages: a sentence's
    /// own neighbours say more about it than theirs do.
    var damping = 0.6

    func role(_ role: SectionRole) -> Double {
        switch role {
        case .body: 1
        case .opening: opening
        case .closing: closing
        case .tail: tail
        }
    }

    func cue(_ cue: CuePhrases.Cue) -> Double {
        switch cue {
        case .announces: announces
        case .details: details
        case .none: 1
        }
    }

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

    /// News and posts say first what matters; a text of more than sixty sentences begins with what it is not about yet.
    func position(_ place: Int, of count: Int) -> Double {
        let long = min(1, max(0, (Double(count) - 30) / 30))
        let lead = leadShort + (leadLong - leadShort) * long
        let end = long * close / (1 + Double(count - 1 - place) / closeReach)
        return 1 + lead / (1 + Double(place) / leadReach) + end
    }
}
