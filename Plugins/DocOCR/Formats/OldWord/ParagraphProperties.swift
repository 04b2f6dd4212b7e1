// SPDX-License-Identifier: Apache-2.0

/// The properties of a paragraph that decide what it is; nil where nothing is said.
struct ParagraphProperties: Sendable {
    var style: Int?
    var inTable: Bool?
    var endsRow: Bool?
    /// The row that it ends names the columns.
    var isHeaderRow: Bool?
    var tableLevel: Int?
    /// What is added to the table level, where none is said.
    var tableStep = 0
    var endsInnerCell: Bool?
    var endsInnerRow: Bool?
    var list: Int?
    var listLevel: Int?
    var outlineLevel: Int?
    /// Word 6 and 95: the kind of automatic number, and its description.
    var oldNumbering: Int?
    var oldNumber: LittleEndian?
    /// Where a longer list of changes is in the data stream.
    var longList: Int?

    init() {}

    init(_ list: LittleEndian, isUnicode: Bool) {
        for change in PropertyList(list, isUnicode: isUnicode) {
            switch change.code {
            case 0x4600: style = change.word
            case 0x2416: inTable = change.byte != 0
            case 0x2417: endsRow = change.byte != 0
            case 0x6649: tableLevel = change.operand.long(0)
            case 0x664A:
                let step = change.operand.long(0) ?? 0
                addStep(step < 0x8000_0000 ? step : step - 0x1_0000_0000)
            case 0x3404: isHeaderRow = change.byte != 0
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

    private mutating func addStep(_ step: Int) {
        if let level = tableLevel { tableLevel = level &+ step } else { tableStep = tableStep &+ step }
    }

    /// Takes over what the other says.
    mutating func lay(_ other: ParagraphProperties) {
        style = other.style ?? style
        inTable = other.inTable ?? inTable
        endsRow = other.endsRow ?? endsRow
        isHeaderRow = other.isHeaderRow ?? isHeaderRow
        if let level = other.tableLevel { tableLevel = level } else if other.tableStep != 0 { addStep(other.tableStep) }
        endsInnerCell = other.endsInnerCell ?? endsInnerCell
        endsInnerRow = other.endsInnerRow ?? endsInnerRow
        list = other.list ?? list
        listLevel = other.listLevel ?? listLevel
        outlineLevel = other.outlineLevel ?? outlineLevel
        oldNumbering = other.oldNumbering ?? oldNumbering
        oldNumber = other.oldNumber ?? oldNumber
        longList = other.longList ?? longList
    }

    /// How many tables it is inside.
    var level: Int {
        let level = tableLevel ?? tableStep
        return level > 0 ? level : inTable == true ? 1 : 0
    }
}
