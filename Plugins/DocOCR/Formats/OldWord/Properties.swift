// SPDX-License-Identifier: Apache-2.0

/// The properties of characters that decide what text is and whether it is shown.
struct CharacterProperties: Sendable {
    /// 0, 1, or 0x80 (as the style) and 0x81 (against the style).
    var hidden = 0x80
    var isDeleted = false
    var font: Int?
    var style: Int?
    var language: Int?
    /// A sign of a font: the font's number and the code.
    var symbol: (font: Int, code: Int)?

    mutating func apply(_ list: LittleEndian, isUnicode: Bool) {
        for change in PropertyList(list, isUnicode: isUnicode) {
            switch change.code {
            case 0x0800: isDeleted = change.byte != 0
            case 0x083C: hidden = change.byte
            case 0x4A4F: font = change.word
            case 0x4A30: style = change.word
            case 0x486D: language = change.word
            case 0x6A09:
                if isUnicode, let font = change.operand.word(0), let code = change.operand.word(2) {
                    symbol = (font, code)
                } else if !isUnicode, let font = change.operand.word(0), let code = change.operand.byte(2) {
                    symbol = (font, code)
                }
            default: continue
            }
        }
    }
}

/// The properties of a paragraph that decide what it is.
struct ParagraphProperties: Sendable {
    var style = 0
    var inTable = false
    var endsRow = false
    var tableLevel: Int?
    var endsInnerCell = false
    var endsInnerRow = false
    var list: Int?
    var listLevel: Int?
    var outlineLevel: Int?
    /// Word 6 and 95: the kind of automatic number, and its description.
    var oldNumbering: Int?
    var oldNumber: LittleEndian?
    /// Where a longer list of changes is in the data stream.
    var longList: Int?

    mutating func apply(_ list: LittleEndian, isUnicode: Bool) {
        for change in PropertyList(list, isUnicode: isUnicode) {
            switch change.code {
            case 0x4600: style = change.word
            case 0x2416: inTable = change.byte != 0
            case 0x2417: endsRow = change.byte != 0
            case 0x6649: tableLevel = change.operand.long(0)
            case 0x664A:
                let step = change.operand.long(0) ?? 0
                tableLevel = (tableLevel ?? 0) + (step < 0x8000_0000 ? step : step - 0x1_0000_0000)
            case 0x244B: endsInnerCell = change.byte != 0
            case 0x244C: endsInnerRow = change.byte != 0
            case 0x460B: self.list = change.word
            case 0x260A: listLevel = change.byte
            case 0x2640: outlineLevel = change.byte
            case -13: oldNumbering = change.byte
            case 0xC63E: oldNumber = change.operand
            case 0x6645, 0x6646: longList = change.operand.long(0)
            default: continue
            }
        }
    }

    /// How many tables it is inside.
    var level: Int {
        if let level = tableLevel, level > 0 { return level }
        return inTable ? 1 : 0
    }
}
