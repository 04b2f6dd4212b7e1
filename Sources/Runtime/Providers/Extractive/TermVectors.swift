// SPDX-License-Identifier: Apache-2.0

/// The sentences of a text as tf-idf vectors of length 1, sparse and one behind the other:
/// weight = (1 + ln tf) · ln(1 + N/df), with N and df counted over the text's own sentences.
///
/// Terms are numbered in the order in which the text first uses them; no order of a dictionary or set shows.
struct TermVectors {
    /// Sentence i has the entries `starts[i]..<starts[i + 1]` of the other two.
    private(set) var starts: [Int]
    private(set) var terms: [Int32] = []
    private(set) var weights: [Double] = []
    private(set) var termCount = 0
    /// For each term the logarithm above.
    private(set) var rarity: [Double] = []
    private var numbers: [UInt64: Int32] = [:]

    /// A text of more different words than this has no readers; those beyond are not looked at.
    private static let mostTerms = 1_000_000

    init(_ sentences: [Sentence], in source: SourceText, limit: WorkLimit) throws(ProviderFailure) {
        let tokenizer = Tokenizer(scalars: source.scalars)
        let stopWords = try Self.stopWords(sentences, tokenizer, limit: limit)
        starts = [0]
        starts.reserveCapacity(sentences.count + 1)
        var frequencies: [Int32] = []
        for (round, sentence) in sentences.enumerated() {
            try limit.check(round: round)
            var found: [Int32] = []
            tokenizer.forEachTerm(in: sentence.range) { hash in
                if !stopWords.contains(hash), let number = number(of: hash) { found.append(number) }
            }
            found.sort()
            while frequencies.count < termCount { frequencies.append(0) }
            var index = 0
            while index < found.count {
                var end = index + 1
                while end < found.count, found[end] == found[index] { end += 1 }
                terms.append(found[index])
                weights.append(1 + Logarithm.natural(Double(end - index)))
                frequencies[Int(found[index])] += 1
                index = end
            }
            starts.append(terms.count)
        }
        rarity = frequencies.map { Logarithm.natural(1 + Double(sentences.count) / Double(max(1, $0))) }
        normalize()
    }

    func entries(_ sentence: Int) -> Range<Int> { starts[sentence]..<starts[sentence + 1] }

    /// The number of a term that the text has, nil for one it has not.
    func known(_ hash: UInt64) -> Int32? { numbers[hash] }

    /// The cosine of two sentences.
    func cosine(_ first: Int, _ second: Int) -> Double {
        var a = starts[first]
        var b = starts[second]
        var sum = 0.0
        while a < starts[first + 1], b < starts[second + 1] {
            if terms[a] == terms[b] {
                sum += weights[a] * weights[b]
                a += 1
                b += 1
            } else if terms[a] < terms[b] {
                a += 1
            } else {
                b += 1
            }
        }
        return sum
    }

    private mutating func number(of hash: UInt64) -> Int32? {
        if let known = numbers[hash] { return known }
        guard termCount < Self.mostTerms else { return nil }
        let number = Int32(termCount)
        numbers[hash] = number
        termCount += 1
        return number
    }

    private mutating func normalize() {
        for sentence in 0..<starts.count - 1 {
            var squares = 0.0
            for entry in entries(sentence) {
                weights[entry] *= rarity[Int(terms[entry])]
                squares += weights[entry] * weights[entry]
            }
            guard squares > 0 else { continue }
            let length = squares.squareRoot()
            for entry in entries(sentence) { weights[entry] /= length }
        }
    }

    private static func stopWords(
        _ sentences: [Sentence],
        _ tokenizer: Tokenizer,
        limit: WorkLimit
    ) throws(ProviderFailure) -> Set<UInt64> {
        var hits = [Int](repeating: 0, count: StopWords.languages.count)
        // A language shows long before this.
        let sample = max(1, sentences.count / 2_000)
        for index in stride(from: 0, to: sentences.count, by: sample) {
            try limit.check(round: index)
            tokenizer.forEachTerm(in: sentences[index].range) { hash in
                guard StopWords.everyLanguage.contains(hash) else { return }
                for (language, words) in StopWords.languages.enumerated() where words.contains(hash) {
                    hits[language] += 1
                }
            }
        }
        return StopWords.fitting(hits: hits)
    }
}
