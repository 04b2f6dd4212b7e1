// SPDX-License-Identifier: Apache-2.0

/// Fonts whose codes are signs of their own, not letters of a code page: what the signs are in Unicode.
public enum SymbolFont: Sendable, Hashable {
    /// The font `Symbol`: Greek letters and mathematics.
    case symbol
    /// Wingdings and its like, of which the signs that carry a meaning are known here.
    case dingbats

    /// By a font's name; nil: an ordinary font.
    public init?(name: String) {
        let name = name.lowercased()
        if name == "symbol" || name.hasPrefix("symbol ") {
            self = .symbol
        } else if name.hasPrefix("wingdings") || name.hasPrefix("webdings") || name.hasPrefix("zapfdingbats")
            || name.hasPrefix("zapf dingbats") || name.hasPrefix("monotype sorts")
        {
            self = .dingbats
        } else {
            return nil
        }
    }

    /// The character of a code, 0x20 to 0xFF, also as Word writes it in the private area, 0xF020 to 0xF0FF; nil: a sign
    /// without one.
    public func scalar(_ code: Int) -> Unicode.Scalar? {
        let code = (0xF000...0xF0FF).contains(code) ? code - 0xF000 : code
        switch self {
        case .symbol:
            guard (0x20...0xFF).contains(code) else { return nil }
            let scalar = Self.greek[code - 0x20]
            return scalar == "\u{0}" ? nil : scalar
        case .dingbats: return code == 0x20 ? " " : Self.wingdings[code]
        }
    }

    /// Adobe's encoding of Symbol from 0x20 on. Source: Unicode's mapping table of Adobe, symbol.txt.
    private static let greek: [Unicode.Scalar] = {
        let low =
            " !∀#∃%&∋()∗+,−./0123456789:;<=>?"
            + "≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"
            + "\u{203E}αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼\u{0}"
        let none = String(repeating: "\u{0}", count: 32)
        let high =
            "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵"
            + "ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓"
            + "◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\u{0}〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭\u{0}"
        return Array((low + none + high).unicodeScalars)
    }()

    private static let wingdings: [Int: Unicode.Scalar] = [
        0x4A: "☺", 0x4C: "☹", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x76: "❖", 0x9F: "•",
        0xA7: "▪", 0xA8: "◻", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xF0: "⇨",
        0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    ]
}
