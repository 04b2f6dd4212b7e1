// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import TextFlow

/// Makes paragraphs of a passage: fields to their results, marks to ends of paragraphs, cells and rows.
struct PassageWriter {
    private let file: WordFile
    private(set) var flow: TextFlow
    private var counters: ListCounters
    private var oldCounter = 0

    private var paragraph: [UInt16] = []
    /// For each open field, whether its result has begun.
    private var fields: [Bool] = []
    private var instructions = 0
    private var instruction: [UInt16] = []
    private var lastMark: UInt16 = 0

    init(_ file: WordFile, limits: ReadingLimits) {
        self.file = file
        flow = TextFlow(limits: limits)
        counters = ListCounters(file.lists)
    }

    mutating func write(_ text: PassageText) {
        var span = 0
        var mark = 0
        for (index, unit) in text.units.enumerated() {
            if flow.isFull { break }
            while span < text.spans.count, text.spans[span].end <= index { span += 1 }
            let isHidden = span < text.spans.count && text.spans[span].isHidden
            let isDeleted = span < text.spans.count && text.spans[span].isDeleted
            switch unit {
            case 0x07, 0x0C, 0x0D:
                while mark < text.marks.count, text.marks[mark].unit < index { mark += 1 }
                guard mark < text.marks.count, text.marks[mark].unit == index else { continue }
                // A paragraph whose mark is deleted goes on in the next.
                if unit != 0x07, isDeleted || instructions > 0 { continue }
                end(unit, text.marks[mark])
                lastMark = unit
            case 0x13:
                fields.append(false)
                instructions += 1
                instruction = []
            case 0x14: beginResult()
            case 0x15: endField(isLeftOut: isHidden || isDeleted)
            default:
                if instructions > 0 {
                    if instruction.count < 256 { instruction.append(unit) }
                } else if isDeleted {
                    continue
                } else if isHidden {
                    if unit > 0x20 { flow.hide(1) }
                } else {
                    put(unit)
                }
            }
        }
        if !paragraph.isEmpty { flow.paragraph(take(), ParagraphRole()) }
        fields = []
        instructions = 0
    }

    /// A passage of its own that stands outside of the text.
    mutating func writeNote(_ text: PassageText) {
        flow.beginNote()
        write(text)
        flow.endNote()
    }

    mutating func warn(_ sentence: String) { flow.warn(sentence) }
    mutating func title(_ text: String) { flow.title(text) }
    mutating func finish() -> ReadDocument { flow.finish() }

    private mutating func put(_ unit: UInt16) {
        switch unit {
        case 0x09: paragraph.append(0x20)
        case 0x0B, 0x0E: paragraph.append(0x0A)
        // A hyphen that does not break; others are places of objects and notes, and hyphens at line ends.
        case 0x1E: paragraph.append(0x2D)
        case 0..<0x20: break
        default: paragraph.append(unit)
        }
    }

    private mutating func beginResult() {
        guard let last = fields.indices.last, !fields[last] else { return }
        fields[last] = true
        instructions -= 1
    }

    private mutating func endField(isLeftOut: Bool) {
        guard let hadResult = fields.popLast() else { return }
        if hadResult { return }
        instructions -= 1
        if instructions == 0, !isLeftOut { paragraph.append(contentsOf: FieldText.text(of: instruction)) }
    }

    private mutating func take() -> String {
        defer { paragraph.removeAll(keepingCapacity: true) }
        return String(decoding: paragraph, as: UTF16.self)
    }

    private mutating func end(_ unit: UInt16, _ mark: PassageText.Mark) {
        let found = file.paragraph(at: mark.offset, in: file.pieces.pieces[mark.piece])
        let properties = found?.properties ?? ParagraphProperties()
        // The end of a page inside a paragraph is a line's end; that of a section ends the paragraph.
        if unit == 0x0C, let found, !found.ends {
            paragraph.append(0x0A)
            return
        }
        if unit == 0x07 {
            // Where nothing is said about the mark: two marks in a row end the row.
            let endsRow = found != nil ? properties.endsRow == true : lastMark == 0x07 && paragraph.isEmpty
            if endsRow, paragraph.isEmpty { return flow.endRow(level: 1, isHeader: properties.isHeaderRow == true) }
            flow.paragraph(take(), role(properties, level: 1))
            flow.endCell(level: 1)
            if endsRow { flow.endRow(level: 1, isHeader: properties.isHeaderRow == true) }
            return
        }
        let level = properties.level
        if properties.endsInnerRow == true, level > 1 { return flow.endRow(level: level) }
        flow.paragraph(take(), role(properties, level: level))
        if properties.endsInnerCell == true, level > 1 { flow.endCell(level: level) }
    }

    private mutating func role(_ properties: ParagraphProperties, level: Int) -> ParagraphRole {
        let style = file.styles[properties.style ?? 0]
        var role = ParagraphRole(tableLevel: level)
        if let outline = properties.outlineLevel {
            role.heading = outline < 9 ? outline + 1 : nil
        } else if let heading = file.styles.heading(properties.style ?? 0) {
            role.heading = heading
        } else if let outline = style?.paragraph.outlineLevel, outline < 9 {
            role.heading = outline + 1
        }
        let list = properties.list ?? style?.paragraph.list ?? 0
        let depth = properties.listLevel ?? style?.paragraph.listLevel ?? 0
        if list > 0, let marker = counters.next(override: list, level: depth) {
            role.entry = ParagraphRole.Entry(depth: depth, marker: marker)
        } else {
            role.entry = oldEntry(properties, style?.paragraph)
        }
        return role
    }

    /// An entry of a list of Word 6 and 95, whose paragraphs each say how they are numbered.
    private mutating func oldEntry(_ own: ParagraphProperties, _ style: ParagraphProperties?) -> ParagraphRole.Entry? {
        guard !file.header.isUnicode, let kind = own.oldNumbering ?? style?.oldNumbering, kind == 10 || kind == 11,
            let number = own.oldNumber ?? style?.oldNumber
        else {
            oldCounter = 0
            return nil
        }
        guard kind == 10 else { return ParagraphRole.Entry(depth: 0, marker: "•") }
        oldCounter = oldCounter == 0 ? max(1, number.word(10) ?? 1) : oldCounter &+ 1
        let before = min(number.byte(1) ?? 0, 32)
        let after = max(before, min(number.byte(2) ?? 0, 32))
        let text = number.from(20).array.map { Character(Unicode.Scalar($0)) }
        let format = NumberFormat.text(of: oldCounter, format: number.byte(0) ?? 0)
        let marker = String(text.prefix(before)) + format + String(text.prefix(after).dropFirst(before))
        return ParagraphRole.Entry(depth: 0, marker: marker)
    }
}
