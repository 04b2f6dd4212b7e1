// SPDX-License-Identifier: Apache-2.0

/// Elements and attributes of SpreadsheetML (ISO 29500-1, clause 18) that bear on what cells show.
enum SheetName: String, XMLName {
    case other
    case workbookProperties = "x:workbookPr"
    case sheet = "x:sheet"
    case column = "x:col"
    case row = "x:row"
    case cell = "x:c"
    case value = "x:v"
    case inlineText = "x:is"
    case text = "x:t"
    case phonetic = "x:rPh"
    case sharedItem = "x:si"
    case comment = "x:comment"
    case table = "x:table"
    case numberFormat = "x:numFmt"
    case cellFormats = "x:cellXfs"
    case format = "x:xf"
    case relationship = "r:id"
    case name
    case state
    case date1904
    case hidden
    case reference = "r"
    case style = "s"
    case type = "t"
    case min
    case max
    case range = "ref"
    case headerRows = "headerRowCount"
    case formatID = "numFmtId"
    case formatCode
}
