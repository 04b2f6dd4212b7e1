// SPDX-License-Identifier: Apache-2.0

/// How much of a title's rarity a sentence holds.
struct TitleOverlap {
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
