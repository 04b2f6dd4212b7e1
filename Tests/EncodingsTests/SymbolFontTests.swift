// SPDX-License-Identifier: Apache-2.0
import Encodings
import Testing

@Suite("Fonts of signs", .timeLimit(.minutes(1)))
struct SymbolFontTests {
    @Test(
        "codes of Symbol",
        arguments: [
            (0x61, "α"), (0x57, "Ω"), (0x7E, "∼"), (0xA0, "€"), (0xB7, "•"), (0xBF, "↵"), (0xC0, "ℵ"), (0xDF, "⇓"),
            (0xE0, "◊"), (0xE5, "∑"), (0xF2, "∫"), (0xFE, "⎭"), (0xF0B7, "•"),
        ]
    )
    func symbol(code: Int, sign: String) {
        #expect(SymbolFont.symbol.scalar(code).map { String($0) } == sign)
    }

    @Test("codes that have no sign, and fonts by name")
    func others() {
        for code in [-1, 0, 0x1F, 0x80, 0xF0, 0xFF, 0x100, 0xF000, 1 << 40] {
            #expect(SymbolFont.symbol.scalar(code) == nil)
        }
        #expect(SymbolFont.dingbats.scalar(0xF0FC) == "✓")
        #expect(SymbolFont(name: "Wingdings 2") == .dingbats)
        #expect(SymbolFont(name: "Symbol") == .symbol)
        #expect(SymbolFont(name: "Symbolist") == nil)
    }
}
