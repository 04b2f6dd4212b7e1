// SPDX-License-Identifier: Apache-2.0

/// A word's 64-bit FNV-1a hash over its folded scalars. It stands for the word everywhere: no string is made
/// for any of a text's words, and unlike `Hasher` it is the same in every process. Two words that share a hash
/// count as one, which at worst makes a summary a little poorer.
struct TermHash {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    init() {}

    init(_ scalars: some Sequence<Unicode.Scalar>) {
        for scalar in scalars { add(Self.folded(scalar)) }
    }

    mutating func add(_ scalar: Unicode.Scalar) {
        value = (value ^ UInt64(scalar.value)) &* 0x0000_0100_0000_01B3
    }

    /// Lower case, ё as е, full-width letters as plain ones. One scalar for one scalar: `İ` and `ẞ` keep to the
    /// first of what they fold to.
    static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x41...0x5A: return Unicode.Scalar(scalar.value + 0x20) ?? scalar
        case 0x00...0xB4: return scalar
        case 0x410...0x42F: return Unicode.Scalar(scalar.value + 0x20) ?? scalar
        case 0x401, 0x451: return "\u{435}"
        case 0x430...0x44F: return scalar
        case 0xFF21...0xFF3A, 0xFF41...0xFF5A, 0xFF10...0xFF19:
            return folded(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar)
        default:
            guard scalar.properties.isUppercase else { return scalar }
            return scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar
        }
    }
}

/// Takes text apart into terms: words of letters and digits, folded; in scripts without spaces every two
/// neighbouring letters.
struct Tokenizer {
    let scalars: [Unicode.Scalar]

    /// What a word has beyond this many scalars does not tell it from others.
    private static let longestWord = 40

    /// Calls `body` for each term in order. Single letters and digits are no terms.
    func forEachTerm(in range: Range<Int>, _ body: (UInt64) -> Void) {
        var index = range.lowerBound
        while index < range.upperBound {
            let scalar = scalars[index]
            if scalar.isUnspacedScript {
                let start = index
                while index < range.upperBound, scalars[index].isUnspacedScript { index += 1 }
                forEachPair(in: start..<index, body)
            } else if scalar.isWordPart {
                var hash = TermHash()
                var length = 0
                while index < range.upperBound, scalars[index].isWordPart, !scalars[index].isUnspacedScript {
                    if length < Self.longestWord { hash.add(TermHash.folded(scalars[index])) }
                    length += 1
                    index += 1
                }
                if length > 1 { body(hash.value) }
            } else {
                index += 1
            }
        }
    }

    private func forEachPair(in run: Range<Int>, _ body: (UInt64) -> Void) {
        if run.count == 1 {
            let only = scalars[run.lowerBound]
            if !StopWords.isFunctionCharacter(only) { body(TermHash([only]).value) }
            return
        }
        for index in run.dropLast() {
            let first = scalars[index]
            let second = scalars[index + 1]
            if StopWords.isFunctionPair(first, second) { continue }
            var hash = TermHash()
            hash.add(first)
            hash.add(second)
            body(hash.value)
        }
    }
}
