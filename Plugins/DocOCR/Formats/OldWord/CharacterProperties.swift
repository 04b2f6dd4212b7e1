// SPDX-License-Identifier: Apache-2.0

/// The properties of characters that decide what text is and whether it is shown; nil where nothing is said.
struct CharacterProperties: Sendable {
    /// 0, 1, or 0x80 (as the style) and 0x81 (against the style).
    var hidden: Int?
    var isDeleted: Bool?
    var font: Int?
    var style: Int?
    var language: Int?
    /// A sign of a font: the font's number and the code.
    var symbol: (font: Int, code: Int)?

    init() {}

    init(_ list: LittleEndian, isUnicode: Bool) {
        for change in PropertyList(list, isUnicode: isUnicode) {
            switch change.code {
            case 0x0800: isDeleted = change.byte != 0
            case 0x083C: hidden = change.byte
            case 0x4A4F: font = change.word
            case 0x4A30: style = change.word
            case 0x486D: language = change.word
            case 0x6A09:
                if let font = change.operand.word(0),
                    let code = isUnicode ? change.operand.word(2) : change.operand.byte(2)
                {
                    symbol = (font, code)
                }
            default: continue
            }
        }
    }

    /// Takes over what the other says.
    mutating func lay(_ other: CharacterProperties) {
        hidden = other.hidden ?? hidden
        isDeleted = other.isDeleted ?? isDeleted
        font = other.font ?? font
        style = other.style ?? style
        language = other.language ?? language
        symbol = other.symbol ?? symbol
    }
}
