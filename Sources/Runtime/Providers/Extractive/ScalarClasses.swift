// SPDX-License-Identifier: Apache-2.0

/// What a scalar is to the splitter, the tokenizer and the word count. Ranges come from Unicode's Blocks.txt;
/// what no range decides is asked of the standard library's Unicode tables.
extension Unicode.Scalar {
    /// A letter of a script that puts no spaces between words: Han, kana, Thai, Lao, Myanmar, Khmer.
    var isUnspacedScript: Bool {
        guard value >= 0x0E01 else { return false }
        switch value {
        case 0x0E01...0x0E30, 0x0E32...0x0E33, 0x0E40...0x0E46, 0x0E81...0x0EB0, 0x0EBD...0x0EC6: return true
        case 0x1000...0x102A, 0x1780...0x17B3: return true
        case 0x2E80...0x2FDF, 0x3005...0x3007, 0x3021...0x3029: return true
        case 0x3041...0x3096, 0x309D...0x309F, 0x30A1...0x30FA, 0x30FC...0x30FF, 0x31F0...0x31FF: return true
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0xFF66...0xFF9D, 0x20000...0x3FFFD: return true
        default: return false
        }
    }

    /// Punctuation and forms that are set beside such letters without a space.
    var isWideForm: Bool {
        switch value {
        case 0x3000...0x303F, 0x30FB, 0xFE30...0xFE4F, 0xFF01...0xFF65: return true
        default: return isUnspacedScript
        }
    }

    var isHiragana: Bool { (0x3041...0x309F).contains(value) }

    /// A letter, a mark or a number: what words are made of.
    var isWordPart: Bool {
        if value < 0x80 {
            return (0x61...0x7A).contains(value) || (0x41...0x5A).contains(value) || (0x30...0x39).contains(value)
        }
        if isUnspacedScript { return true }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
            return true
        default:
            return false
        }
    }

    var isASCIIDigit: Bool { (0x30...0x39).contains(value) }

    var isLowercaseLetter: Bool {
        value < 0x80 ? (0x61...0x7A).contains(value) : properties.isLowercase
    }

    var isUppercaseLetter: Bool {
        value < 0x80 ? (0x41...0x5A).contains(value) : properties.isUppercase
    }

    /// A space or a line feed; the source text has no other white space.
    var isGap: Bool { value == 0x20 || value == 0x0A }

    /// Ends a sentence where a space follows.
    var isSpacedStop: Bool {
        switch value {
        case 0x2E, 0x21, 0x3F, 0x2026, 0x203C, 0x203D, 0x2047, 0x2048, 0x2049: return true
        case 0x0964, 0x0965, 0x061F, 0x06D4, 0x0589, 0x1362: return true
        default: return false
        }
    }

    /// Ends a sentence with or without a space: 。．！？ and their half-width forms.
    var isWideStop: Bool {
        switch value {
        case 0x3002, 0xFF0E, 0xFF01, 0xFF1F, 0xFF61, 0x104A, 0x104B, 0x17D4: return true
        default: return false
        }
    }

    /// Closing quotes and brackets that belong to the sentence they follow.
    var isCloser: Bool {
        switch value {
        case 0x22, 0x27, 0x29, 0x5D, 0x7D, 0xBB, 0xAB, 0x201D, 0x2019, 0x201C, 0x203A: return true
        default: return isWideCloser
        }
    }

    var isWideOpener: Bool {
        switch value {
        case 0x300C, 0x300E, 0xFF08, 0x3010, 0x3008, 0x300A, 0x3014: return true
        default: return false
        }
    }

    var isWideCloser: Bool {
        switch value {
        case 0x300D, 0x300F, 0xFF09, 0x3011, 0x3009, 0x300B, 0x3015: return true
        default: return false
        }
    }

    /// What may stand between a stop and the next sentence's first letter.
    var isOpener: Bool {
        switch value {
        case 0x22, 0x27, 0x28, 0x5B, 0x7B, 0xAB, 0xBB, 0x201C, 0x201E, 0x2018, 0x201A, 0x2039, 0xBF, 0xA1: return true
        case 0x2D, 0x2013, 0x2014, 0x2A, 0x5F: return true
        default: return isWideOpener
        }
    }

    /// Where a clause may end: a long sentence is cut after one of these.
    var isClauseMark: Bool {
        switch value {
        case 0x2C, 0x3B, 0x3A, 0x2013, 0x2014, 0xFF0C, 0x3001, 0xFF1B, 0xFF1A, 0x060C, 0xFF64: return true
        default: return false
        }
    }

    /// Joins the scalar before it, so that no cut may fall in front of it.
    var continuesCharacter: Bool {
        guard value >= 0x300 else { return false }
        return value == 0x200D || properties.isGraphemeExtend || (0x1F3FB...0x1F3FF).contains(value)
    }
}
