// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Leaves out of a long document what says least, before a model is paid for it: paragraphs are ranked by how central
/// their words are to the whole (tf-idf weighted, as in centroid summarization, Radev et al. 2004), beginnings of
/// sections are favoured, headings stay with what stays under them.
enum Preselection {
    /// - Parameter ratio: the share of the words to keep, above 0 and below 1.
    /// - Returns: blocks in their order.
    static func selected(_ blocks: [Block], ratio: Double) -> [Block] {
        let texts = blocks.map(Self.text)
        let words = texts.map { WordCount.words(in: $0) }
        let budget = Double(words.reduce(0, +)) * ratio
        let scores = Self.scores(texts, blocks)
        var kept = Set<Int>()
        var used = 0.0
        for index in scores.indices.sorted(by: { (scores[$0], $1) > (scores[$1], $0) }) {
            guard used < budget else { break }
            guard !isHeading(blocks[index]), words[index] > 0 else { continue }
            kept.insert(index)
            used += Double(words[index])
        }
        return blocks.indices.filter { kept.contains($0) || isHeading(blocks[$0]) && leads(to: kept, from: $0, blocks) }
            .map { blocks[$0] }
    }

    /// Whether something is kept between this heading and the next of its level or above.
    private static func leads(to kept: Set<Int>, from index: Int, _ blocks: [Block]) -> Bool {
        guard case .heading(let level, _) = blocks[index] else { return false }
        for next in (index + 1)..<max(index + 1, blocks.count) {
            if case .heading(let other, _) = blocks[next], other <= level { return false }
            if kept.contains(next) { return true }
        }
        return false
    }

    private static func scores(_ texts: [String], _ blocks: [Block]) -> [Double] {
        let terms = texts.map(Self.terms)
        var documents: [Substring: Int] = [:]
        for list in terms { for term in Set(list) { documents[term, default: 0] += 1 } }
        let count = Double(max(1, texts.count))
        var centroid: [Substring: Double] = [:]
        for list in terms { for term in list { centroid[term, default: 0] += 1 } }
        for (term, frequency) in centroid {
            let found = Double(documents[term] ?? 1)
            // A word of one paragraph alone, and one of every paragraph, say little about the whole.
            centroid[term] = found < 2 ? 0 : frequency * max(0, logarithm(count / found))
        }
        var sinceHeading = 0
        return terms.indices.map { index in
            if isHeading(blocks[index]) { sinceHeading = 0 } else { sinceHeading += 1 }
            let list = terms[index]
            guard list.count >= 5 else { return 0 }
            let central = Set(list).reduce(0.0) { $0 + (centroid[$1] ?? 0) } / Double(list.count + 20)
            return central * (sinceHeading <= 1 ? 1.3 : index < 3 ? 1.2 : 1)
        }
    }

    /// Natural logarithm by halving, so that every machine computes the same and no library is needed.
    private static func logarithm(_ value: Double) -> Double {
        guard value > 0, value.isFinite else { return 0 }
        let mantissa = value.significand
        let ratio = (mantissa - 1) / (mantissa + 1)
        let square = ratio * ratio
        var term = ratio
        var sum = 0.0
        for step in 0..<12 {
            sum += term / Double(2 * step + 1)
            term *= square
        }
        return 2 * sum + Double(value.exponent) * 0.693147180559945
    }

    private static func terms(_ text: String) -> [Substring] {
        let lower = text.lowercased()
        let words = lower.split { !$0.isLetter && !$0.isNumber }.filter { $0.utf8.count >= 3 }
        guard lower.unicodeScalars.contains(where: WordCount.isUnspaced) else { return words }
        // Without blanks, pairs of characters stand for words.
        let characters = Array(lower.filter { !$0.isWhitespace && !$0.isPunctuation })
        return characters.indices.dropLast().map { Substring(String(characters[$0...($0 + 1)])) }
    }

    private static func isHeading(_ block: Block) -> Bool { if case .heading = block { true } else { false } }

    private static func text(_ block: Block) -> String {
        switch block {
        case .heading(_, let text), .paragraph(let text), .preformatted(let text), .note(let text): text
        case .item(let item): item.text
        case .table(let table): table.rows.map { $0.joined(separator: " ") }.joined(separator: "\n")
        }
    }
}
