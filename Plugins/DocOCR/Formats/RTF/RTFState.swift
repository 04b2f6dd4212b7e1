// SPDX-License-Identifier: Apache-2.0

/// What a group's end restores.
struct RTFState {
    /// Where text goes.
    enum Destination {
        case text, skip, fontTable, styleSheet, info, title, marker, shape, instruction
    }

    var destination = Destination.text
    /// The destination outside the nearest `\upr`, whose Unicode half goes there.
    var outsideUpper: Destination?
    /// This group began a note, which ends with it.
    var beginsNote = false
    /// This group is a field's instruction, which is complete with it.
    var beginsInstruction = false

    var font = 0
    /// Bytes or escapes that stand for a `\u` to readers without Unicode.
    var fallback = 1
    var isHidden = false
    var isDeleted = false

    // Of the paragraph.
    var inTable = false
    var tableLevel = 0
    var style = 0
    var outlineLevel: Int?
    var list = 0
    var listLevel = 0

    mutating func resetParagraph() {
        inTable = false
        tableLevel = 0
        style = 0
        outlineLevel = nil
        list = 0
        listLevel = 0
    }
}
