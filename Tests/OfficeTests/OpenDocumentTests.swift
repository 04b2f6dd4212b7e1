// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import Testing

@Suite("OpenDocument", .timeLimit(.minutes(1)))
struct OpenDocumentTests {
    @Test("headings, blanks, notes, changes and hidden text of a text")
    func text() throws {
        let body = """
            <text:tracked-changes><text:p>old</text:p></text:tracked-changes>
            <text:h text:outline-level="3">Head</text:h>
            <text:p>a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d
            e<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>foot</text:p></text:note-body></text:note>
            <text:span text:style-name="T1">secret</text:span>f<text:hidden-text text:is-hidden="true" text:string-value="xy">xy</text:hidden-text></text:p>
            <text:section text:display="none"><text:p>gone</text:p></text:section>
            <text:p><draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame>anchor</text:p>
            <text:p>n<office:annotation><dc:creator>Me</dc:creator><text:p>hm</text:p></office:annotation></text:p>
            """
        let styles =
            "<style:style style:name=\"T1\" style:family=\"text\"><style:text-properties text:display=\"none\"/></style:style>"
        let document = try Samples.read(Samples.openDocument("text", body, styles: styles))
        #expect(
            document.blocks == [
                .heading(level: 3, text: "Head"), .paragraph("a b c\nd e f"), .note("foot"), .paragraph("anchor"),
                .paragraph("box"), .paragraph("n"), .note("hm"),
            ]
        )
        #expect(document.hiddenCharacters == 12)
    }

    @Test("lists in one another, with their numbers")
    func lists() throws {
        let styles = """
            <text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1"/>
            <text:list-level-style-number text:level="2" style:num-format="a" text:display-levels="2"/></text:list-style>
            <text:list-style style:name="B"><text:list-level-style-bullet text:level="1"/></text:list-style>
            """
        let body = """
            <text:list text:style-name="L"><text:list-item><text:p>a</text:p><text:p>more</text:p>
            <text:list><text:list-item><text:p>b</text:p></text:list-item></text:list></text:list-item>
            <text:list-item><text:p>c</text:p></text:list-item></text:list>
            <text:list text:style-name="B"><text:list-item><text:p>d</text:p></text:list-item></text:list>
            <text:list text:style-name="L" text:continue-numbering="true"><text:list-item><text:p>e</text:p></text:list-item></text:list>
            """
        #expect(
            try Samples.read(Samples.openDocument("text", body, styles: styles)).blocks == [
                .item(ListItem(depth: 0, number: "1", text: "a")), .paragraph("more"),
                .item(ListItem(depth: 1, number: "1.a", text: "b")), .item(ListItem(depth: 0, number: "2", text: "c")),
                .item(ListItem(depth: 0, text: "d")), .item(ListItem(depth: 0, number: "3", text: "e")),
            ]
        )
    }

    @Test("tables of a text: headers, spans, repeated cells")
    func tables() throws {
        func cell(_ text: String, _ attributes: String = "") -> String {
            "<table:table-cell \(attributes)><text:p>\(text)</text:p></table:table-cell>"
        }
        let body = """
            <table:table><table:table-header-rows><table:table-row>\(cell("h", "table:number-columns-spanned=\"2\""))
            <table:covered-table-cell/></table:table-row></table:table-header-rows>
            <table:table-row>\(cell("x", "table:number-columns-repeated=\"2\""))</table:table-row></table:table>
            """
        #expect(
            try Samples.read(Samples.openDocument("text", body)).blocks == [
                .table(Table(rows: [["h", ""], ["x", "x"]], hasHeader: true))
            ]
        )
    }

    @Test("a spreadsheet: dates, hidden rows, and rows repeated to the end of the sheet")
    func spreadsheet() throws {
        let body = """
            <table:table table:name="S"><table:table-row>
            <table:table-cell office:value-type="date" office:date-value="2024-02-29T00:00:00"><text:p>29.2.24</text:p></table:table-cell>
            <table:table-cell table:number-columns-repeated="2" office:value-type="float"><text:p>7</text:p></table:table-cell>
            <table:table-cell table:number-columns-repeated="16000"/></table:table-row>
            <table:table-row table:visibility="collapse"><table:table-cell><text:p>gone</text:p></table:table-cell></table:table-row>
            <table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
            </table:table>
            """
        let document = try Samples.read(Samples.openDocument("spreadsheet", body))
        #expect(document.blocks == [.heading(level: 2, text: "S"), .table(Table(rows: [["2024-02-29", "7", "7"]]))])
        #expect(document.hiddenCharacters == 4)
    }

    @Test("cells that are repeated without end stop at the limit")
    func repeated() throws {
        var limits = ReadingLimits()
        limits.cells = 1_000
        let row =
            "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell table:number-columns-repeated=\"100\"><text:p>x</text:p></table:table-cell></table:table-row>"
        let document = try Samples.read(
            Samples.openDocument("spreadsheet", "<table:table>\(row)</table:table>"),
            limits: limits
        )
        guard case .table(let table) = document.blocks.first else { return #expect(Bool(false), "no table") }
        #expect(table.rows.count == 10)
        #expect(document.warnings.count == 1)
    }

    @Test("a presentation: title first, notes behind, hidden pages counted")
    func presentation() throws {
        func frame(_ role: String, _ text: String) -> String {
            "<draw:frame presentation:class=\"\(role)\"><draw:text-box><text:p>\(text)</text:p></draw:text-box></draw:frame>"
        }
        let body = """
            <draw:page>\(frame("subtitle", "sub"))\(frame("title", "Top"))\(frame("page-number", "1"))
            <presentation:notes>\(frame("notes", "say"))</presentation:notes></draw:page>
            <draw:page draw:style-name="H">\(frame("title", "Secret"))</draw:page>
            """
        let styles = """
            <style:style style:name="H" style:family="drawing-page"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>
            """
        let document = try Samples.read(Samples.openDocument("presentation", body, styles: styles))
        #expect(document.blocks == [.heading(level: 2, text: "Top"), .paragraph("sub"), .note("say")])
        #expect(document.hiddenCharacters == 6)
    }
}
