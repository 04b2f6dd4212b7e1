// SPDX-License-Identifier: Apache-2.0
import Glibc

/// How likely a character is behind another in a language, as far as characters beyond ASCII are concerned.
struct PairModel: Sendable {
    /// Natural logarithms by both characters.
    private var likelihood: [UInt64: Float] = [:]
    private var letters: Set<UInt32> = []

    /// Stands for what is no letter: of ASCII; beyond it; and for what no text has.
    static let blank = UInt32(UInt8(ascii: "_"))
    static let sign = UInt32(UInt8(ascii: "~"))
    static let nothing = UInt32.max

    /// The logarithm of the chance that `second` stands behind `first`.
    func score(_ first: UInt32, _ second: UInt32) -> Float {
        if first == Self.nothing || second == Self.nothing { return -12 }
        if let known = likelihood[UInt64(first) << 32 | UInt64(second)] { return known }
        let isMark = first == Self.sign || second == Self.sign
        if isMark {
            if first == Self.blank { return -4 }
            if second == Self.blank { return -2 }
            if first == second { return -5 }
            // An apostrophe or quotation marks.
            return (first == Self.sign ? -3 : -5.5) + (isLetter(first == Self.sign ? second : first) ? 0 : -6)
        }
        return isLetter(first) && isLetter(second) ? -9 : -11.5
    }

    private func isLetter(_ character: UInt32) -> Bool { character < 0x80 || letters.contains(character) }

    /// By the language's short name, from `LetterPairs`.
    static let all: [String: PairModel] = {
        var models: [String: PairModel] = [:]
        for line in LetterPairs.table.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 2)
            guard parts.count == 3, let tier = Int(parts[1]) else { continue }
            var model = models.removeValue(forKey: String(parts[0])) ?? PairModel()
            // The middle of the tier.
            let share = Float(pow(0.25, Double(tier) + 0.5))
            var first: UInt32?
            for scalar in parts[2].unicodeScalars {
                if let known = first {
                    model.likelihood[UInt64(known) << 32 | UInt64(scalar.value)] = share
                    first = nil
                } else {
                    first = scalar.value
                }
                if scalar.value >= 0x80 { model.letters.insert(scalar.value) }
            }
            models[String(parts[0])] = model
        }
        return models.mapValues { $0.conditional() }
    }()

    /// Shares of all pairs become chances behind the first character.
    private func conditional() -> PairModel {
        var totals: [UInt32: Float] = [:]
        for (pair, share) in likelihood { totals[UInt32(pair >> 32), default: 0.0002] += share }
        var model = self
        for (pair, share) in likelihood { model.likelihood[pair] = log(share / totals[UInt32(pair >> 32), default: 1]) }
        return model
    }
}
