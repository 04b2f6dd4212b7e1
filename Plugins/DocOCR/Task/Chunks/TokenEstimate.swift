// SPDX-License-Identifier: Apache-2.0

/// Tokens of a text as models count them, estimated by script: their tables are not at hand, and differ. What a
/// provider counts sets it right (`TokenScale`).
enum TokenEstimate {
    static func tokens(in text: some StringProtocol) -> Double {
        var sum = 0.0
        for scalar in text.unicodeScalars { sum += weight(scalar.value) }
        return sum
    }

    /// Tokens a character, from what byte-pair tables of 100,000 and 200,000 entries do to running text: about four
    /// letters of English to a token, three of other Latin languages, digits in threes, one ideograph to one token.
    private static func weight(_ value: UInt32) -> Double {
        switch value {
        case 0x09...0x0D, 0x20: 0.06
        case 0x30...0x39: 0.4
        case 0x41...0x5A, 0x61...0x7A: 0.24
        case 0x21...0x7E: 0.5
        case 0xA0...0x024F: 0.6
        case 0x0370...0x03FF, 0x0400...0x052F: 0.4
        case 0x0530...0x06FF: 0.5
        case 0x0900...0x0DFF: 0.6
        case 0x0E00...0x0FFF, 0x1000...0x109F, 0x1780...0x17FF: 0.7
        case 0x3040...0x30FF, 0xAC00...0xD7AF: 0.8
        case 0x3400...0x4DBF, 0x4E00...0x9FFF: 1.0
        default: 0.8
        }
    }
}

/// How many tokens a provider counts for one that is estimated.
struct TokenScale: Sendable, Hashable, Codable {
    var estimated = 0.0
    var counted = 0.0

    /// Between a half and three: what lies beyond is no count of this text.
    var factor: Double { estimated < 200 ? 1 : max(0.5, min(counted / estimated, 3)) }

    /// Takes in what one call was estimated and counted at. Older counts fade, so that another model is followed.
    mutating func add(estimated more: Double, counted tokens: Int) {
        guard more > 0, tokens > 0 else { return }
        if estimated > 200_000 {
            estimated /= 2
            counted /= 2
        }
        estimated += more
        counted += Double(tokens)
    }
}
