// SPDX-License-Identifier: Apache-2.0

/// Words as contract B counts them: what stands between white space, and in scripts that are written without blanks
/// two characters for one word.
public enum WordCount {
    public static func words(in text: some StringProtocol) -> Int {
        var words = 0
        var unspaced = 0
        var isInWord = false
        for scalar in text.unicodeScalars {
            if isUnspaced(scalar) {
                unspaced += 1
                // A word of another script that touches them is one of its own.
                isInWord = false
            } else if scalar.properties.isWhitespace {
                isInWord = false
                words += (unspaced + 1) / 2
                unspaced = 0
            } else if !isInWord {
                words += 1
                isInWord = true
            }
        }
        return words + (unspaced + 1) / 2
    }

    /// Ideographs, kana and their punctuation; Thai, Lao, Khmer and Burmese letters.
    static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
        // Most texts are below the first of them.
        guard scalar.value >= 0x0E00 else { return false }
        return switch scalar.value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3001...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF,
            0x4E00...0x9FFF, 0xF900...0xFAFF, 0xFF01...0xFFEF, 0x20000...0x3134F:
            true
        default: false
        }
    }
}
