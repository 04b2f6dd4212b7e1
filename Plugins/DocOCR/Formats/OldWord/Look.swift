// SPDX-License-Identifier: Apache-2.0
import Encodings

/// What the properties of a run come to, its own laid over those of its styles.
struct Look {
    let isHidden: Bool
    let isDeleted: Bool
    /// What its bytes mean, in Word 6 and 95.
    let codePage: CodePage
    /// Its font is one of signs.
    let signs: SymbolFont?
    /// The sign that stands where the text has a bracket.
    let symbol: Unicode.Scalar?

    init(_ file: WordFile, _ run: CharacterProperties?, _ paragraphStyle: Int, _ piece: PieceTable.Piece) {
        let isUnicode = file.header.isUnicode
        var own = run ?? CharacterProperties()
        if let changes = piece.changes { own.lay(changes.character) }
        let paragraph = file.styles[paragraphStyle]?.character
        let character = own.style.flatMap { file.styles[$0]?.character }
        let underneath = character?.hidden == 1
        let isStyleHidden = underneath || paragraph?.hidden == 1
        isHidden =
            switch own.hidden ?? 0x80 {
            case 0x80: isStyleHidden
            case 0x81: !isStyleHidden
            default: own.hidden != 0
            }
        isDeleted = own.isDeleted == true
        let font = file.fonts[own.font ?? character?.font ?? paragraph?.font ?? (isUnicode ? nil : 0)]
        signs = font?.signs
        let language = own.language ?? character?.language ?? paragraph?.language
        codePage = font?.codePage ?? language.flatMap { Self.codePage($0) } ?? file.codePage
        symbol = own.symbol.flatMap { font, code in
            if let signs = file.fonts[font]?.signs { return signs.scalar(code) }
            return (0xE000...0xF8FF).contains(code) ? nil : Unicode.Scalar(UInt32(code))
        }
    }

    /// A language that says where it is from; "no proofing" and none do not.
    private static func codePage(_ language: Int) -> CodePage? {
        [0, 0x400].contains(language) ? nil : CodePage(language: language)
    }
}
