// SPDX-License-Identifier: Apache-2.0

/// What a sentence looks like, without a look at its words.
struct SentenceShape {
    /// Holds one half of a pair of quotes or brackets.
    private(set) var isUnbalanced = false
    /// More than a quarter of what is not a space is neither letter nor mark.
    private(set) var hasFewLetters = false

    init(_ range: Range<Int>, in scalars: [Unicode.Scalar]) {
        var brackets = 0
        var quotes = 0
        var low = 0
        var high = 0
        var straight = 0
        var letters = 0
        var others = 0
        for index in range {
            let scalar = scalars[index]
            switch scalar.value {
            case 0x20, 0x0A: continue
            case 0x28, 0xFF08: brackets += 1
            case 0x29, 0xFF09: brackets -= 1
            case 0x300C, 0xAB: quotes += 1
            case 0x300D, 0xBB: quotes -= 1
            case 0x201E: low += 1
            case 0x201C: high += 1
            case 0x201D: quotes -= 1
            case 0x22: straight += 1
            default: break
            }
            if scalar.isWordPart, !scalar.isASCIIDigit { letters += 1 } else { others += 1 }
        }
        // „ is closed by “, which opens in English.
        quotes += low > 0 ? low - high : high
        isUnbalanced = brackets != 0 || straight & 1 == 1 || quotes != 0
        hasFewLetters = letters < 3 * others
    }
}
