// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import Testing

@Suite("Presentations", .timeLimit(.minutes(1)))
struct SlidesTests {
    private static func shape(_ kind: String?, _ paragraphs: String, hidden: Bool = false) -> String {
        let placeholder = kind.map { "<p:nvPr><p:ph type=\"\($0)\"/></p:nvPr>" } ?? "<p:nvPr/>"
        let properties = "<p:cNvPr id=\"2\" name=\"x\" hidden=\"\(hidden ? 1 : 0)\"/>"
        return "<p:sp><p:nvSpPr>\(properties)\(placeholder)</p:nvSpPr><p:txBody>\(paragraphs)</p:txBody></p:sp>"
    }
    private static func line(_ text: String, _ properties: String = "") -> String {
        "<a:p>\(properties)<a:r><a:t>\(text)</a:t></a:r></a:p>"
    }

    @Test("slides in the order of the show, the title first, lists, notes, and nothing of hidden slides")
    func slides() throws {
        let first =
            Self.shape("body", Self.line("point") + Self.line("deeper", "<a:pPr lvl=\"1\"/>"))
            + "<p:grpSp>\(Self.shape(nil, Self.line("free")))</p:grpSp>"
            + Self.shape("title", "<a:p><a:r><a:t>Ti</a:t></a:r><a:r><a:t>tle</a:t></a:r></a:p>")
            + Self.shape("sldNum", Self.line("9")) + Self.shape(nil, Self.line("unseen"), hidden: true)
        let notes = Self.shape("body", Self.line("say this")) + Self.shape("sldNum", Self.line("1"))
        let numbered = "<a:pPr><a:buAutoNum type=\"alphaLcPeriod\"/></a:pPr>"
        let second = Self.shape(
            "body",
            Self.line("x", numbered) + Self.line("y", numbered) + Self.line("z", "<a:pPr><a:buNone/></a:pPr>")
        )
        let bytes = Samples.slides(
            [(second, nil), (Self.shape(nil, Self.line("hide me")), nil), (first, notes)],
            attributes: [1: "show=\"0\""]
        )
        let document = try Samples.read(bytes)
        #expect(
            document.blocks == [
                .heading(level: 2, text: "Title"), .item(ListItem(depth: 0, text: "point")),
                .item(ListItem(depth: 1, text: "deeper")), .paragraph("free"), .note("say this"),
                .item(ListItem(depth: 0, number: "a", text: "x")), .item(ListItem(depth: 0, number: "b", text: "y")),
                .paragraph("z"),
            ]
        )
        #expect(document.hiddenCharacters == 13)
        #expect(document.warnings.count == 1)
    }

    @Test("tables, with what another cell covers left empty")
    func tables() throws {
        func cell(_ text: String, _ attributes: String = "") -> String {
            "<a:tc \(attributes)><a:txBody>\(Self.line(text))</a:txBody></a:tc>"
        }
        let table = """
            <p:graphicFrame><a:tbl><a:tblPr firstRow="1"/><a:tr>\(cell("h", "gridSpan=\"2\""))\(cell("no", "hMerge=\"1\""))</a:tr>
            <a:tr>\(cell("a"))\(cell("b"))</a:tr></a:tbl></p:graphicFrame>
            """
        #expect(
            try Samples.read(Samples.slides([(table, nil)])).blocks == [
                .table(Table(rows: [["h", ""], ["a", "b"]], hasHeader: true))
            ]
        )
    }
}
