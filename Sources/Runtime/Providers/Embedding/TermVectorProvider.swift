// SPDX-License-Identifier: Apache-2.0

/// The embedding that is always there: tf-idf over the texts of one request, hashed to a fixed number of dimensions.
/// No network, no model, the same numbers for the same request on every machine. It knows which texts share words,
/// not which mean the same.
///
/// A vector's weights are (1 + ln tf) · ln(1 + N/df) over the N texts of the request, so that vectors of two requests
/// compare only roughly. Words are those of the extractive provider, function words left out; a text of nothing else
/// is taken with them, then by its characters; an empty one gets the first unit vector.
public struct TermVectorProvider: EmbeddingProvider {
    /// `tf-idf`.
    public let name = "tf-idf"
    /// Always false.
    public let isPaid = false
    /// Always nil: every text counts for every other's weights.
    public let batch: EmbeddingBatch? = nil

    /// What answers carry as their model; a change of method that changes numbers changes the name.
    static let model = "tf-idf-1"
    /// Numbers in each vector.
    public static let dimension = 1_024

    public init() {}

    public func embed(
        _ texts: [String],
        model: String?,
        timeout: Double
    ) async throws(ProviderFailure) -> Embeddings {
        let limit = WorkLimit(seconds: timeout)
        var counts: [[(term: UInt64, count: Int)]] = []
        var documents: [UInt64: Int] = [:]
        var tokens = 0
        for (index, text) in texts.enumerated() {
            try limit.check()
            if index & 0x3F == 0 { await Task.yield() }
            let terms = try Self.terms(of: text, limit: limit)
            for entry in terms { documents[entry.term, default: 0] += 1 }
            counts.append(terms)
            tokens += TokenEstimate.tokens(in: text)
        }
        var values: [Float] = []
        values.reserveCapacity(texts.count * Self.dimension)
        for terms in counts {
            try limit.check()
            values += Self.vector(terms, documents, texts.count)
        }
        return Embeddings(dimension: Self.dimension, values: values, model: Self.model, inputTokens: tokens)
    }

    /// The terms of a text and how often each is there, in the order of their numbers.
    private static func terms(of text: String, limit: WorkLimit) throws(ProviderFailure) -> [(term: UInt64, count: Int)]
    {
        let source = SourceText(text)
        let everything = 0..<source.scalars.count
        let tokenizer = Tokenizer(scalars: source.scalars)
        var all: [UInt64] = []
        var hits = [Int](repeating: 0, count: StopWords.languages.count)
        tokenizer.forEachTerm(in: everything) { hash in
            all.append(hash)
            guard StopWords.everyLanguage.contains(hash) else { return }
            for (language, words) in StopWords.languages.enumerated() where words.contains(hash) { hits[language] += 1 }
        }
        try limit.check()
        let stopWords = StopWords.fitting(hits: hits)
        var found = all.filter { !stopWords.contains($0) }
        if found.isEmpty { found = all }
        if found.isEmpty { found = source.scalars.map { TermHash([$0]).value } }
        found.sort()
        var terms: [(term: UInt64, count: Int)] = []
        for hash in found {
            if let last = terms.indices.last, terms[last].term == hash {
                terms[last].count += 1
            } else {
                terms.append((hash, 1))
            }
        }
        return terms
    }

    /// Each term adds to one place, with a sign of its own: two that share a place then cancel as often as they add
    /// (feature hashing). The sums are in the order of the terms, so that the last bit is the same everywhere.
    private static func vector(
        _ terms: [(term: UInt64, count: Int)],
        _ documents: [UInt64: Int],
        _ total: Int
    ) -> [Float] {
        var sums = [Double](repeating: 0, count: dimension)
        for entry in terms {
            let rarity = Logarithm.natural(1 + Double(total) / Double(max(1, documents[entry.term] ?? 1)))
            let weight = (1 + Logarithm.natural(Double(entry.count))) * rarity
            let mixed = mix(entry.term)
            sums[Int(mixed % UInt64(dimension))] += mixed >> 63 == 0 ? weight : -weight
        }
        var squares = 0.0
        for sum in sums { squares += sum * sum }
        guard squares > 0 else {
            return [1] + [Float](repeating: 0, count: dimension - 1)
        }
        let length = squares.squareRoot()
        return sums.map { Float($0 / length) }
    }

    /// The finalizer of SplitMix64: FNV's low bits alone are too alike for neighbouring words.
    private static func mix(_ hash: UInt64) -> UInt64 {
        var value = hash
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
