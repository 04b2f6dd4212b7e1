// SPDX-License-Identifier: Apache-2.0

/// Characters of fonts that have pictures in the place of letters.
enum SymbolFonts {
    /// The encoding of the font Symbol, from 0x20 to 0x7E and from 0xA0 to 0xFE; U+FFFD where it has nothing.
    private static let low = Array(
        " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼".unicodeScalars
    )
    private static let high = Array(
        "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪�〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭".unicodeScalars
    )
    /// The pictures of Wingdings that stand for something in a text: marks, arrows and bullets.
    private static let wingdings: [UInt32: UnicodeScalar] = [
        0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x75: "◆", 0x76: "❖", 0x9F: "•", 0xA7: "▪", 0xA8: "◻",
        0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒",
        0xFE: "☑", 0x4A: "☺", 0x4C: "☹",
    ]

    /// The character that a code shows in a font; nil when nothing in Unicode is known for it.
    static func scalar(_ code: UInt32, font: String) -> UnicodeScalar? {
        // Fonts of pictures lie in the private range from U+F000, or are named by their bare code.
        let bare = (0xF000...0xF0FF).contains(code) ? code - 0xF000 : code
        let name = font.lowercased()
        if name.hasPrefix("wingdings") { return wingdings[bare] }
        if name.hasPrefix("symbol"), bare < 0x100 {
            let index = Int(bare)
            let found: UnicodeScalar? =
                index >= 0xA0 && index - 0xA0 < high.count
                ? high[index - 0xA0] : index >= 0x20 && index - 0x20 < low.count ? low[index - 0x20] : nil
            return found == "\u{FFFD}" ? nil : found
        }
        guard !(0xE000...0xF8FF).contains(code) else { return nil }
        return UnicodeScalar(code)
    }
}
