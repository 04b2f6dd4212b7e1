// SPDX-License-Identifier: Apache-2.0

/// Chooses between character sets by how plausible the text is that each makes of the bytes.
///
/// uchardet's opinion weighs as much as a few characters: it decides where the others are near to one another, and alone
/// where none of them makes text.
enum CharacterSetGuess {
    /// The logarithm of how much more likely a set is when uchardet names it.
    private static let trust: Float = 5
    /// Worse than this for each byte beyond ASCII, and it is not text of a language that is known here.
    private static let floor: Float = -9

    /// A name that there is a decoder for.
    static func name(for sample: TextSample) -> String {
        let opinion = Uchardet.name(for: sample.bytes).flatMap { CharacterSetLabels.set(for: $0) }
        let candidates = SingleByteGuess.candidates(for: sample) + MultiByteGuess.candidates(for: sample)
        var best: SingleByteGuess.Candidate?
        for candidate in candidates {
            let isNamed = opinion.map { isSame($0.name, candidate.name) } ?? false
            let score = candidate.score + (isNamed ? trust : 0)
            if score > best?.score ?? -.infinity { best = .init(name: candidate.name, score: score) }
        }
        if let best, best.score > floor * Float(sample.highBytes) { return best.name }
        if let opinion, opinion.fits(sample) { return opinion.name }
        return best?.name ?? "windows-1252"
    }

    /// A set in which the bytes do stand for characters, but for such as no text has in that order: where another makes
    /// far better text of as many bytes, a declaration was a mistake.
    static func isImplausible(_ name: String, for sample: TextSample) -> Bool {
        guard sample.highBytes >= 20 else { return false }
        let candidates = SingleByteGuess.candidates(for: sample) + MultiByteGuess.candidates(for: sample)
        guard let own = candidates.first(where: { isSame($0.name, name) }), let best = candidates.map(\.score).max()
        else {
            return false
        }
        return best - own.score > 2.5 * Float(sample.highBytes)
    }

    private static func isSame(_ one: String, _ other: String) -> Bool {
        one.lowercased() == other.lowercased()
    }
}
