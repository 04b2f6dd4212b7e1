// SPDX-License-Identifier: GPL-3.0-or-later

/// How much of a text looks like words, without a dictionary.
///
/// Words of Latin, Greek and Cyrillic letters are looked at: such a word has a vowel, no long row of consonants, and
/// capitals only at its start or throughout. Words of other scripts count as good, since nothing here can tell them from
/// bad ones; words with digits, short words in capitals and single letters do not count at all.
struct TextQuality {
    /// Words that were looked at, and those of them that look like words.
    private(set) var words = 0
    private(set) var good = 0
    /// Letters of scripts whose words are not looked at.
    private(set) var otherLetters = 0
    private(set) var undecodable = 0
    /// Latin letters of ASCII, and letters and signs of Latin's other blocks, which no language has more of.
    private(set) var asciiLetters = 0
    private(set) var latinBeyondASCII = 0
    /// Anything but blanks.
    private(set) var characters = 0

    /// Share of the words that look like words; nil when there are too few to tell.
    var wordShare: Double? {
        let all = words + otherLetters / 4
        return all >= 12 ? Double(good + otherLetters / 4) / Double(all) : nil
    }

    private var latinLetters = 0
    private var commonLetters = 0
    private var commonOfWord = 0

    /// Share of the most frequent letters in Latin words of three letters and more; nil when there are too few to tell.
    var commonShare: Double? { latinLetters >= 120 ? Double(commonLetters) / Double(latinLetters) : nil }

    /// How often each letter of ASCII stands in such words, from a.
    private var letters = [Int](repeating: 0, count: 26)
    private var lettersOfWord = [Int](repeating: 0, count: 26)

    /// Whether a letter is more frequent than in any language that is written with it: q, x, j, w, z, v and k stand for
    /// others then. Of 6,118 good pages in twenty languages, indexes and listings of programs among them, none had more
    /// than 3 % q, 7 % x and k, 6 % v and w, 4 % j, 3 % z, nor 11 % of j k q w x z together; the limits are beyond
    /// languages that were not among them, such as Polish, Welsh and Swahili.
    var hasTooManyOfALetter: Bool {
        // Beside another script the Latin words are names and addresses of the web, which are not like any language.
        guard latinLetters >= 200, asciiLetters * 3 > characters * 2 else { return false }
        for (letter, limit) in [(16, 0.055), (23, 0.15), (9, 0.09), (22, 0.1), (25, 0.1), (21, 0.1), (10, 0.13)]
        where Double(letters[letter]) > limit * Double(latinLetters) { return true }
        // Swahili and Polish have one in six of these, no language more.
        let rare = [9, 10, 16, 22, 23, 25].reduce(0) { $0 + letters[$1] }
        return latinLetters >= 400 && Double(rare) > 0.19 * Double(latinLetters)
    }

    /// Words of two characters and more, and those of them with capitals or digits among small letters.
    private(set) var tokens = 0
    private(set) var mixedTokens = 0
    /// Those that are capitals throughout.
    private(set) var capitalTokens = 0
    /// Signs: neither letters, digits nor blanks.
    private(set) var signs = 0
    private var digits = 0
    private var hasInnerCapital = false

    private var length = 0
    private var vowels = 0
    private var consonantRun = 0
    private var longestRun = 0
    private var capitals = 0
    private var startsWithCapital = false
    private var hasDigit = false
    private var scripts: WordScripts = []
    private var lettersOfOther = 0

    init(_ bytes: some Collection<UInt8>) {
        var decoder = UTF8ScalarIterator(bytes)
        while let scalar = decoder.next() { take(scalar) }
        endWord()
    }

    private mutating func take(_ scalar: UInt32) {
        switch scalar {
        case 0x61...0x7A:
            ascii(scalar - 0x61, isCapital: false)
        case 0x41...0x5A:
            ascii(scalar - 0x41, isCapital: true)
        case 0x30...0x39:
            characters += 1
            hasDigit = true
            digits += 1
            length += 1
        case 0x20, 0x0A: endWord()
        case 0xA1...0xBF where scalar != 0xAD && scalar != 0xAB && scalar != 0xBB:
            characters += 1
            latinBeyondASCII += 1
            endWord()
        case 0xAD: break
        case 0..<0x80:
            characters += 1
            signs += 1
            endWord()
        case 0xFFFD, 0xE000...0xF8FF, 0xF0000...0x10FFFF, 0x80..<0xA0:
            characters += 1
            undecodable += 1
            endWord()
        // Letters with marks are vowels or not by chance; the benefit of doubt makes them vowels, but for a few.
        case 0xC0...0x24F:
            let isConsonant =
                [0xC7, 0xD1, 0xDF, 0xE7, 0xF1].contains(scalar)
                || (0x100...0x17F).contains(scalar) && Self.isConsonant(scalar)
            latinBeyondASCII += 1
            scripts.insert(.latin)
            letter(isVowel: !isConsonant, isCapital: scalar < 0xDF)
        case 0x370...0x3FF:
            scripts.insert(.greek)
            letter(
                isVowel: Self.isGreekVowel(scalar),
                isCapital: scalar < 0x3AC
            )
        case 0x400...0x52F:
            scripts.insert(.cyrillic)
            letter(
                isVowel: Self.isCyrillicVowel(scalar),
                isCapital: scalar < 0x430
            )
        case 0x1100...0x11FF, 0x2E80...0x9FFF, 0xAC00...0xD7FF, 0xF900...0xFAFF, 0xFF00...0xFFEF, 0x20000...0x3FFFF:
            // Ideographs, kana and Hangul stand beside words of any script without a blank.
            characters += 1
            otherLetters += 1
            endWord()
        case 0x530...0x10FF, 0x1200...0x1DFF, 0x2C00...0x2DFF, 0xA000...0xABFF, 0xFB00...0xFDFF, 0xFE70...0xFEFF:
            characters += 1
            otherLetters += 1
            lettersOfOther += 1
            scripts.insert(scalar >= 0xFB00 ? .arabic : .init(scalar))
        default:
            characters += 1
            endWord()
        }
    }

    /// a e i n o r s t, as bits from a: the most frequent ones in the languages that are written with these letters.
    private static let common: UInt32 = 1 | 1 << 4 | 1 << 8 | 1 << 13 | 1 << 14 | 1 << 17 | 1 << 18 | 1 << 19

    /// a e i o u y, as bits from a.
    private static let latinVowels: UInt32 = 1 | 1 << 4 | 1 << 8 | 1 << 14 | 1 << 20 | 1 << 24

    /// α ε η ι ο υ ω, also with accents and as capitals.
    private static func isGreekVowel(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x3B1, 0x3B5, 0x3B7, 0x3B9, 0x3BF, 0x3C5, 0x3C9, 0x3AC, 0x3AD, 0x3AE, 0x3AF, 0x3CC, 0x3CD, 0x3CE, 0x391,
            0x395, 0x397, 0x399, 0x39F, 0x3A5, 0x3A9:
            true
        default: false
        }
    }

    /// а е и о у ы э ю я ё і ї є, also as capitals.
    private static func isCyrillicVowel(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x430, 0x435, 0x438, 0x43E, 0x443, 0x44B, 0x44D, 0x44E, 0x44F, 0x451, 0x456, 0x457, 0x454, 0x410, 0x415,
            0x418, 0x41E, 0x423, 0x42B, 0x42D, 0x42E, 0x42F, 0x401, 0x406, 0x407, 0x404:
            true
        default: false
        }
    }

    private static func isConsonant(_ scalar: UInt32) -> Bool {
        // c d g h j k l n r s t w z with marks in Latin Extended-A.
        switch scalar {
        case 0x106...0x111, 0x11C...0x127, 0x134...0x14B, 0x154...0x167, 0x174...0x175, 0x179...0x17E: true
        default: false
        }
    }

    /// - Parameter index: from 0 for a.
    private mutating func ascii(_ index: UInt32, isCapital: Bool) {
        asciiLetters += 1
        lettersOfWord[Int(index)] += 1
        if Self.common & (1 << index) != 0 { commonOfWord += 1 }
        scripts.insert(.latin)
        letter(isVowel: Self.latinVowels & (1 << index) != 0, isCapital: isCapital)
    }

    private mutating func letter(isVowel: Bool, isCapital: Bool) {
        characters += 1
        if length == 0 { startsWithCapital = isCapital } else if isCapital, capitals < length { hasInnerCapital = true }
        length += 1
        if isCapital { capitals += 1 }
        if isVowel {
            vowels += 1
            consonantRun = 0
        } else {
            consonantRun += 1
            longestRun = max(longestRun, consonantRun)
        }
    }

    private mutating func endWord() {
        guard length > 0 || !scripts.isEmpty else { return }
        defer {
            scripts = []
            lettersOfOther = 0
            commonOfWord = 0
            length = 0
            vowels = 0
            consonantRun = 0
            longestRun = 0
            capitals = 0
            hasDigit = false
            digits = 0
            hasInnerCapital = false
            for index in 0..<26 { lettersOfWord[index] = 0 }
        }
        if length >= 2 {
            tokens += 1
            if capitals == length { capitalTokens += 1 }
            if hasInnerCapital || digits > 0 && length - digits >= 2 { mixedTokens += 1 }
        }
        if scripts.isStrange, length == 0 || length >= 4 {
            words += max(1, lettersOfOther / 4)
            otherLetters -= lettersOfOther
            return
        }
        if length == 0 || hasDigit || length == 1 || (capitals == length && length <= 6) { return }
        words += 1
        if length >= 3, scripts == .latin, lettersOfWord[22] < 3 {
            latinLetters += length
            commonLetters += commonOfWord
            for index in 0..<26 { letters[index] += lettersOfWord[index] }
        }
        let caseIsUsual =
            capitals == 0 || capitals == length || (capitals == 1 && startsWithCapital) || capitals == 2 && length > 6
        if vowels > 0, vowels * 8 >= length, longestRun <= 5, length <= 28, caseIsUsual, vowels < length || length <= 3
        {
            good += 1
        }
    }
}

/// The scripts of a word's letters.
struct WordScripts: OptionSet {
    let rawValue: UInt64
    static let latin = Self(rawValue: 1)
    static let greek = Self(rawValue: 2)
    static let cyrillic = Self(rawValue: 4)
    static let arabic = Self(rawValue: 1 << 10)

    init(rawValue: UInt64) { self.rawValue = rawValue }

    /// The script of a letter behind Cyrillic: blocks of a script or its neighbours share a bit.
    init(_ scalar: UInt32) {
        switch scalar {
        case 0x590...0x5FF: self.init(rawValue: 1 << 9)
        case 0x600...0x77F, 0x8A0...0x8FF: self = .arabic
        // Blocks of 128 from Devanagari on; what is beyond shares the last bits.
        case 0x900...0x13FF: self.init(rawValue: 1 << (12 + UInt64(scalar - 0x900) / 128))
        default: self.init(rawValue: 1 << 41)
        }
    }

    /// No word has letters of both: they stand for others. Greek and Latin meet in formulas.
    var isStrange: Bool {
        let others = subtracting([.latin, .greek, .cyrillic]).rawValue
        if others & (others &- 1) != 0 { return true }
        return isSuperset(of: [.latin, .cyrillic])
    }
}

/// Scalars of UTF-8; a byte that fits nowhere becomes U+FFFD.
struct UTF8ScalarIterator<Bytes: Collection<UInt8>> {
    private var iterator: Bytes.Iterator
    init(_ bytes: Bytes) { iterator = bytes.makeIterator() }

    mutating func next() -> UInt32? {
        guard let first = iterator.next() else { return nil }
        if first < 0x80 { return UInt32(first) }
        let more = first < 0xC0 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3
        if more == 0 { return 0xFFFD }
        var scalar = UInt32(first & (0x3F >> UInt8(more)))
        for _ in 0..<more {
            guard let byte = iterator.next() else { return 0xFFFD }
            scalar = scalar << 6 | UInt32(byte & 0x3F)
        }
        return scalar
    }
}
