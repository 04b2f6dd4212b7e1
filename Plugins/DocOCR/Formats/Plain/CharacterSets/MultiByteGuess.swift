// SPDX-License-Identifier: Apache-2.0
import Glibc

/// How plausible bytes are as Chinese, Japanese or Korean in a character set of more than one byte a character.
enum MultiByteGuess {
    private static let sets: [(name: String, languages: [String], rarity: Float)] = [
        ("windows-31j", ["ja"], 0), ("EUC-JP", ["ja"], 0), ("gb18030", ["zh_CN", "zh_TW"], 0),
        ("Big5", ["zh_TW"], 0), ("windows-949", ["ko"], 0), ("ibm-964", ["zh_TW"], -4),
    ]

    /// Those in which the bytes stand for characters throughout.
    static func candidates(for sample: TextSample) -> [SingleByteGuess.Candidate] {
        sets.compactMap { set in
            guard let text = CharacterSet(name: set.name).text(of: sample), text.replaced <= 1 + sample.highBytes / 1000
            else { return nil }
            let string = String(decoding: text.utf8, as: UTF8.self)
            let best = set.languages.compactMap { likelihoods[$0] }.map { score(string, $0) }.max()
            return best.map { .init(name: set.name, score: $0 + set.rarity) }
        }
    }

    private static func score(_ text: String, _ common: [UInt32: Float]) -> Float {
        var total: Float = 0
        var wasWide = false
        for scalar in text.unicodeScalars {
            let isWide = !scalar.isASCII
            // As with single bytes, where it counts what stands behind the last of them.
            if isWide != wasWide { total -= 1 }
            wasWide = isWide
            guard isWide else { continue }
            total += common[scalar.value] ?? rare(scalar)
        }
        return total
    }

    /// For what is in no list: the logarithm of a share.
    private static func rare(_ scalar: Unicode.Scalar) -> Float {
        switch scalar.value {
        case 0x3000...0x303F, 0xFF01...0xFF5E: -6
        case 0x3040...0x30FF: -8
        case 0x4E00...0x9FFF: -11
        case 0xAC00...0xD7A3: -12
        case 0x2010...0x2027, 0x2500...0x25FF, 0x2190...0x21FF: -9
        case 0xFF61...0xFF9F: -10
        case 0xFFFD: -20
        case 0x80...0x24F, 0x370...0x4FF: -12
        default: -16
        }
    }

    /// By language, from `CommonCharacters`: logarithms of shares.
    private static let likelihoods: [String: [UInt32: Float]] = {
        var result: [String: [UInt32: Float]] = [:]
        for line in CommonCharacters.table.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 2)
            guard parts.count == 3, let tier = Double(parts[1]) else { continue }
            for scalar in parts[2].unicodeScalars {
                result[String(parts[0]), default: [:]][scalar.value] = Float(log(0.25) * (tier + 0.5))
            }
        }
        return result
    }()
}
