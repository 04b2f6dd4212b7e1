// SPDX-License-Identifier: Apache-2.0
import Encodings

/// Fields without a result, whose text is in their instruction.
enum FieldText {
    static func text(of instruction: [UInt16]) -> [UInt16] {
        let text = String(decoding: instruction, as: UTF16.self)
        let words = text.split(whereSeparator: { " \"\\".contains($0) })
        guard words.count > 1 else { return [] }
        switch words[0].uppercased() {
        case "SYMBOL": return sign(words)
        case "EQ": return base(text)
        default: return []
        }
    }

    /// `SYMBOL 183 \f "Symbol"`
    private static func sign(_ words: [Substring]) -> [UInt16] {
        guard let code = Int(words[1]), (0x20...0xFFFF).contains(code) else { return [] }
        var scalar = code < 0x100 ? Unicode.Scalar(UInt32(code)) : nil
        if let option = words.firstIndex(of: "f"), option + 1 < words.count,
            let signs = SymbolFont(name: String(words[option + 1]))
        {
            scalar = signs.scalar(code)
        }
        return scalar.map { Array(String($0).utf16) } ?? []
    }

    /// Characters with how they are read above them, `EQ \o\ad(\s\up 10(reading),characters)`: the characters.
    private static func base(_ text: String) -> [UInt16] {
        guard text.contains("\\o"), text.contains("\\s\\up"), let end = text.lastIndex(of: ")"),
            let start = text[..<end].lastIndex(where: { $0 == "," || $0 == ";" })
        else { return [] }
        return Array(text[text.index(after: start)..<end].utf16)
    }
}
