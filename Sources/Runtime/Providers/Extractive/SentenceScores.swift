// SPDX-License-Identifier: Apache-2.0

/// How good a sentence each one is for a summary, before it is known what else is in it: centrality, and mild
/// expectations of where and how such sentences are written.
struct SentenceScores {
    /// From 0, never to be taken, to about 1.
    private(set) var values: [Double]
    /// Opens with a word that needs the sentence before.
    private(set) var leansOnPrevious: [Bool]

    /// - Parameter titles: for each document its title, or an empty text.
    init(
        _ sentences: [Sentence],
        vectors: TermVectors,
        in source: SourceText,
        titles: [String],
        weights: ScoreWeights = ScoreWeights(),
        limit: WorkLimit
    ) throws(ProviderFailure) {
        values = try Centrality.lexRank(vectors, limit: limit)
        leansOnPrevious = []
        leansOnPrevious.reserveCapacity(sentences.count)
        var place = PlaceInDocument(sentences)
        let overlap = titles.map { TitleOverlap($0, vectors: vectors) }
        for (index, sentence) in sentences.enumerated() {
            try limit.check(round: index)
            let length = Double(sentence.halfWords) / 2
            var score = values[index] + weights.floor
            score *= weights.kind(sentence) * weights.length(length)
            score *= weights.position(place.next(sentence), of: place.countInDocument)
            if Int(sentence.document) < overlap.count {
                score *= 1 + weights.title * overlap[Int(sentence.document)].share(of: index, in: vectors)
            }
            if Self.isUnbalanced(sentence.range, in: source.scalars) { score *= weights.unbalanced }
            values[index] = score
            leansOnPrevious.append(OpeningWords.leansOnPrevious(sentence.range, in: source.scalars))
        }
        let greatest = values.max() ?? 0
        if greatest > 0 { values = values.map { $0 / greatest } }
    }

    /// Holds one half of a pair of quotes or brackets.
    private static func isUnbalanced(_ range: Range<Int>, in scalars: [Unicode.Scalar]) -> Bool {
        var round = 0
        var quotes = 0
        var straight = 0
        for index in range {
            switch scalars[index].value {
            case 0x28, 0xFF08: round += 1
            case 0x29, 0xFF09: round -= 1
            case 0x201C: quotes += 1
            case 0x201D: quotes -= 1
            case 0x300C: quotes += 1
            case 0x300D: quotes -= 1
            case 0x22: straight += 1
            default: break
            }
        }
        return round != 0 || straight & 1 == 1 || quotes != 0
    }
}

/// The numbers of `SentenceScores`, chosen on English news and papers with abstracts.
struct ScoreWeights {
    /// Added to every centrality, so that where no two sentences share a word the rest still decides.
    var floor = 0.05
    var title = 0.3
    var unbalanced = 0.85
    /// What the first sentence gains over one in the middle, in a short text and in a long one.
    var leadShort = 1.0
    var leadLong = 0.3
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

/// Numbers the sentences within their document, headings and tables left out.
private struct PlaceInDocument {
    private var counts: [Int32: Int] = [:]
    private var document: Int32 = -1
    private var place = 0
    private(set) var countInDocument = 0

    init(_ sentences: [Sentence]) {
        for sentence in sentences where Self.counts(sentence) { counts[sentence.document, default: 0] += 1 }
    }

    mutating func next(_ sentence: Sentence) -> Int {
        if sentence.document != document {
            document = sentence.document
            place = 0
            countInDocument = counts[document] ?? 0
        }
        defer { if Self.counts(sentence) { place += 1 } }
        return place
    }

    private static func counts(_ sentence: Sentence) -> Bool {
        sentence.kind == .prose || sentence.kind == .listItem
    }
}

/// How much of a title's rarity a sentence holds.
private struct TitleOverlap {
    private var terms: Set<Int32> = []
    private var total = 0.0

    init(_ title: String, vectors: TermVectors) {
        // What a title has beyond this is no title.
        let scalars = Array(title.unicodeScalars.prefix(1_000))
        var found: [Int32] = []
        Tokenizer(scalars: scalars).forEachTerm(in: 0..<scalars.count) { hash in
            if let term = vectors.known(hash) { found.append(term) }
        }
        for term in found where terms.insert(term).inserted { total += vectors.rarity[Int(term)] }
    }

    func share(of sentence: Int, in vectors: TermVectors) -> Double {
        guard total > 0 else { return 0 }
        var sum = 0.0
        for entry in vectors.entries(sentence) where terms.contains(vectors.terms[entry]) {
            sum += vectors.rarity[Int(vectors.terms[entry])]
        }
        return sum / total
    }
}
