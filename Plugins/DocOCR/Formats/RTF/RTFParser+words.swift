// SPDX-License-Identifier: Apache-2.0
import Encodings
import TextFlow

extension RTFParser {
    mutating func symbol(_ byte: UInt8) {
        if byte == UInt8(ascii: "*") {
            isOptional = isGroupNew
            return
        }
        isOptional = false
        switch byte {
        case UInt8(ascii: "\\"), UInt8(ascii: "{"), UInt8(ascii: "}"): add(byte)
        case 0x0A, 0x0D: if state.destination == .text { endParagraph(level: nil) }
        case 0x09: addSign("\t")
        case UInt8(ascii: "~"): addSign("\u{A0}")
        case UInt8(ascii: "_"): addSign("-")
        // Optional hyphens, index entries, and what is not known.
        default: if fallbackLeft > 0 { fallbackLeft -= 1 }
        }
    }

    mutating func word(_ hash: UInt64, _ parameter: Int?) {
        let wasOptional = isOptional
        isOptional = false
        guard let word = RTFWord.byHash[hash] else {
            if wasOptional { state.destination = .skip }
            return
        }
        switch word {
        case .fontTable, .styleSheet, .info, .title, .marker, .note, .shape, .shapeText, .instruction, .transparent,
            .upper, .unicodeUpper, .skipped:
            destination(word)
        case .binary:
            if !scanner.skip(max(0, parameter ?? 0)) { flow.warn("the file ends early: its last part is missing") }
            if fallbackLeft > 0 { fallbackLeft -= 1 }
        case _ where wasOptional: state.destination = .skip
        case .scalar(let scalar): addSign(scalar)
        case .unicode: addUnit(parameter ?? 0xFFFD)
        case .unicodeFallback: state.fallback = max(0, parameter ?? 1)
        case .paragraphEnd, .line, .page, .section, .cell, .row, .nestedCell, .nestedRow: end(word)
        case .ansi: break
        case .mac: text.documentPage = .macintosh
        case .pc: text.documentPage = .windows(437)
        case .pca: text.documentPage = .windows(850)
        case .codePage:
            if let number = parameter, CodePage(number).hasConverter { text.documentPage = CodePage(number) }
        case .defaultFont:
            defaultFont = parameter ?? 0
            state.font = defaultFont
        default: property(word, parameter)
        }
    }

    private mutating func property(_ word: RTFWord, _ parameter: Int?) {
        let value = parameter ?? 0
        switch word {
        case .font:
            if state.destination == .fontTable { fonts.begin(value) } else { state.font = value }
        case .fontCharacterSet: if state.destination == .fontTable { fonts.characterSet(value) }
        case .fontCodePage: if state.destination == .fontTable { fonts.codePage(value) }
        case .plain:
            state.font = defaultFont
            state.isHidden = false
        case .hidden: state.isHidden = parameter != 0
        case .deleted: state.isDeleted = parameter != 0
        case .paragraphDefaults: state.resetParagraph()
        case .rowDefaults: isHeaderRow = false
        case .headerRow: isHeaderRow = true
        case .inTable: state.inTable = parameter != 0
        case .tableLevel: state.tableLevel = value
        case .style:
            if state.destination == .styleSheet { styles.begin(value) } else { state.style = value }
        case .outlineLevel:
            if state.destination == .styleSheet { styles.outlineLevel(value) } else { state.outlineLevel = value }
        case .list: state.list = value
        case .listLevel: state.listLevel = value
        default: break
        }
    }

    private mutating func addSign(_ scalar: Unicode.Scalar) {
        if fallbackLeft > 0 { fallbackLeft -= 1 } else { add(scalar) }
    }

    /// Marks that end a line, a paragraph or a part of a table. They count also where a fallback was expected, which
    /// some writers forget.
    private mutating func end(_ word: RTFWord) {
        fallbackLeft = 0
        guard state.destination == .text else {
            if state.destination == .title { add(" ") }
            return
        }
        switch word {
        case .line, .page: text.append("\n")
        case .cell:
            endParagraph(level: 1)
            flow.endCell(level: 1)
        case .nestedCell:
            endParagraph(level: max(2, state.tableLevel))
            flow.endCell(level: max(2, state.tableLevel))
        case .row:
            if !text.isEmpty { endParagraph(level: 1) }
            flow.endRow(level: 1, isHeader: isHeaderRow)
        case .nestedRow: flow.endRow(level: max(2, state.tableLevel))
        case .section: if !text.isEmpty { endParagraph(level: nil) }
        default: endParagraph(level: nil)
        }
    }

    private mutating func destination(_ word: RTFWord) {
        if case .unicodeUpper = word {
            if let outside = state.outsideUpper { state.destination = outside }
            return
        }
        switch (word, state.destination) {
        case (_, .skip): break
        case (.title, .info):
            aside = text.set([])
            state.destination = .title
        case (.shapeText, .text), (.shapeText, .shape), (.note, .text): beginNote()
        case (.fontTable, _): state.destination = .fontTable
        case (.styleSheet, _): state.destination = .styleSheet
        case (.info, _): state.destination = .info
        case (.marker, .text):
            aside = text.set([])
            state.destination = .marker
        case (.shape, .text): state.destination = .shape
        case (.instruction, .text), (.instruction, .instruction):
            instruction = []
            state.destination = .instruction
            state.beginsInstruction = true
        case (.upper, _):
            state.outsideUpper = state.destination
            state.destination = .skip
        case (.skipped, _), (.marker, _), (.title, _), (.note, _): state.destination = .skip
        default: break
        }
    }
}
