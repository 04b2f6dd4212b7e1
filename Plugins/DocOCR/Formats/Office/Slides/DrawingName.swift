// SPDX-License-Identifier: Apache-2.0

/// Elements and attributes of DrawingML and PresentationML (ISO 29500-1, clauses 19 to 21) that bear on text.
enum DrawingName: String, XMLName {
    case other
    // Text
    case paragraph = "a:p"
    case paragraphProperties = "a:pPr"
    case text = "a:t"
    case mathText = "m:t"
    case lineBreak = "a:br"
    case tab = "a:tab"
    case noBullet = "a:buNone"
    case bullet = "a:buChar"
    case pictureBullet = "a:buBlip"
    case numberedBullet = "a:buAutoNum"
    // Tables
    case table = "a:tbl"
    case tableProperties = "a:tblPr"
    case row = "a:tr"
    case cell = "a:tc"
    case gridSpan
    case horizontalMerge = "hMerge"
    case verticalMerge = "vMerge"
    case firstRow
    // Shapes
    case slide = "p:sld"
    case shape = "p:sp"
    case graphicFrame = "p:graphicFrame"
    case shapeProperties = "p:cNvPr"
    case sheetShapeProperties = "xdr:cNvPr"
    case placeholder = "p:ph"
    case chart = "c:chart"
    case diagram = "dgm:relIds"
    case diagramData = "r:dm"
    case relationship = "r:id"
    case slideID = "p:sldId"
    case show
    case hidden
    case type
    case level = "lvl"
    case startAt
    // Comments
    case comment = "p:cm"
    case commentText = "p:text"
    // Charts
    case series = "c:ser"
    case seriesName = "c:tx"
    case categories = "c:cat"
    case values = "c:val"
    case xValues = "c:xVal"
    case yValues = "c:yVal"
    case point = "c:pt"
    case value = "c:v"
    case index = "idx"
    // Diagrams
    case diagramPoint = "dgm:pt"
    // Markup compatibility
    case alternate = "mc:AlternateContent"
    case choice = "mc:Choice"
    case fallback = "mc:Fallback"
}
