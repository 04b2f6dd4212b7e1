// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import Testing

@Suite("Word documents", .timeLimit(.minutes(1)))
struct WordTests {
    private static func run(_ text: String, _ properties: String = "") -> String {
        "<w:r><w:rPr>\(properties)</w:rPr><w:t xml:space=\"preserve\">\(text)</w:t></w:r>"
    }
    private static func paragraph(_ text: String, _ properties: String = "") -> String {
        "<w:p><w:pPr>\(properties)</w:pPr>\(run(text))</w:p>"
    }
    private static let styles = """
        <w:styles \(Samples.namespaces)>
        <w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>
        <w:style w:type="paragraph" w:styleId="Kapitel"><w:name w:val="Kapitel"/><w:basedOn w:val="berschrift2"/></w:style>
        <w:style w:type="paragraph" w:styleId="Teil"><w:name w:val="Teil"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="Ring"><w:name w:val="Ring"/><w:basedOn w:val="Ring"/></w:style>
        <w:style w:type="character" w:styleId="Geheim"><w:name w:val="Geheim"/><w:rPr><w:vanish/></w:rPr></w:style>
        <w:style w:type="table" w:styleId="Raster"><w:name w:val="Raster"/><w:tblStylePr w:type="firstRow"/></w:style>
        </w:styles>
        """

    @Test("runs join without blanks; tabs, breaks and hyphens are there")
    func runs() throws {
        let body = """
            <w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="1"/></w:tabs></w:pPr>\(Self.run("un"))\(Self.run("broken "))
            <w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d&amp;</w:t></w:r></w:p>
            """
        #expect(try Samples.read(Samples.word(body)).blocks == [.paragraph("unbroken a b\nc-d&")])
    }

    @Test("headings come from names, outline levels and what a style is based on")
    func headings() throws {
        let body =
            Self.paragraph("a", "<w:pStyle w:val=\"berschrift2\"/>")
            + Self.paragraph("b", "<w:pStyle w:val=\"Kapitel\"/>") + Self.paragraph("c", "<w:pStyle w:val=\"Teil\"/>")
            + Self.paragraph("d", "<w:outlineLvl w:val=\"3\"/>")
            + Self.paragraph("e", "<w:pStyle w:val=\"Teil\"/><w:outlineLvl w:val=\"9\"/>")
            + Self.paragraph("f", "<w:pStyle w:val=\"Ring\"/>") + Self.paragraph("g", "<w:pStyle w:val=\"Heading1\"/>")
        #expect(
            try Samples.read(Samples.word(body, parts: [("styles", Self.styles)])).blocks == [
                .heading(level: 2, text: "a"), .heading(level: 2, text: "b"), .heading(level: 1, text: "c"),
                .heading(level: 4, text: "d"), .paragraph("e"), .paragraph("f"), .heading(level: 1, text: "g"),
            ]
        )
    }

    @Test("lists have depths, and numbers in the list's own form, begun anew where it says so")
    func lists() throws {
        func level(_ index: Int, _ format: String, _ text: String) -> String {
            "<w:lvl w:ilvl=\"\(index)\"><w:start w:val=\"1\"/><w:numFmt w:val=\"\(format)\"/><w:lvlText w:val=\"\(text)\"/></w:lvl>"
        }
        let numbering = """
            <w:numbering \(Samples.namespaces)>
            <w:abstractNum w:abstractNumId="7">\(level(0, "decimal", "%1."))\(level(1, "lowerLetter", "%1.%2)"))</w:abstractNum>
            <w:abstractNum w:abstractNumId="8">\(level(0, "bullet", "•"))</w:abstractNum>
            <w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
            <w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
            <w:num w:numId="3"><w:abstractNumId w:val="7"/>
            <w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
            </w:numbering>
            """
        func item(_ list: Int, _ level: Int, _ text: String) -> String {
            Self.paragraph(text, "<w:numPr><w:ilvl w:val=\"\(level)\"/><w:numId w:val=\"\(list)\"/></w:numPr>")
        }
        let body =
            item(1, 0, "a") + item(1, 1, "b") + item(1, 1, "c") + item(1, 0, "d") + item(1, 1, "e") + item(2, 0, "f")
            + item(3, 0, "g") + item(3, 0, "h") + item(0, 0, "i")
        func entry(_ depth: Int, _ number: String?, _ text: String) -> Block {
            .item(ListItem(depth: depth, number: number, text: text))
        }
        #expect(
            try Samples.read(Samples.word(body, parts: [("numbering", numbering)])).blocks == [
                entry(0, "1", "a"), entry(1, "1.a", "b"), entry(1, "1.b", "c"), entry(0, "2", "d"),
                entry(1, "2.a", "e"),
                entry(0, nil, "f"), entry(0, "5", "g"), entry(0, "6", "h"), .paragraph("i"),
            ]
        )
    }

    @Test("tables: spans, merged cells, headers, and a table in a cell")
    func tables() throws {
        func cell(_ text: String, _ properties: String = "") -> String {
            "<w:tc><w:tcPr>\(properties)</w:tcPr>\(Self.paragraph(text))</w:tc>"
        }
        let inner = "<w:tbl><w:tr>\(cell("x"))\(cell("y"))</w:tr></w:tbl>"
        let body = """
            <w:tbl><w:tblPr/><w:tr><w:trPr><w:tblHeader/></w:trPr>\(cell("h", "<w:gridSpan w:val=\"2\"/>"))\(cell("k"))</w:tr>
            <w:tr>\(cell("a", "<w:vMerge w:val=\"restart\"/>"))\(cell("b"))<w:tc>\(Self.paragraph("c"))\(inner)</w:tc></w:tr>
            <w:tr>\(cell("", "<w:vMerge/>"))\(cell("d"))\(cell("e"))</w:tr>
            <w:tr><w:trPr><w:del w:id="1"/></w:trPr>\(cell("gone"))</w:tr></w:tbl>
            <w:tbl><w:tblPr><w:tblStyle w:val="Raster"/><w:tblLook w:firstRow="1"/></w:tblPr>
            <w:tr>\(cell("1"))</w:tr><w:tr>\(cell("2"))</w:tr></w:tbl>
            """
        #expect(
            try Samples.read(Samples.word(body, parts: [("styles", Self.styles)])).blocks == [
                .table(Table(rows: [["h", "", "k"], ["a", "b", "c\nx y"], ["", "d", "e"]], hasHeader: true)),
                .table(Table(rows: [["1"], ["2"]], hasHeader: true)),
            ]
        )
    }

    @Test("notes and comments stand at the end, their separators nowhere")
    func notes() throws {
        let notes = """
            <w:footnotes \(Samples.namespaces)><w:footnote w:type="separator">\(Self.paragraph("---"))</w:footnote>
            <w:footnote w:id="2">\(Self.paragraph("one"))\(Self.paragraph("two"))</w:footnote></w:footnotes>
            """
        let comments = "<w:comments \(Samples.namespaces)><w:comment>\(Self.paragraph("hm"))</w:comment></w:comments>"
        let word = Samples.word(Self.paragraph("text"), parts: [("footnotes", notes), ("comments", comments)])
        #expect(try Samples.read(word).blocks == [.paragraph("text"), .note("one\ntwo"), .note("hm")])
    }

    @Test("a text box is read once, behind the paragraph that it hangs on")
    func textBoxes() throws {
        let box = "<w:txbxContent>\(Self.paragraph("box"))</w:txbxContent>"
        let body = """
            <w:p>\(Self.run("before "))<w:r><mc:AlternateContent><mc:Choice Requires="wps">\(box)</mc:Choice>
            <mc:Fallback><w:pict><v:textbox>\(box)</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>
            \(Self.run("after"))</w:p>
            """
        #expect(try Samples.read(Samples.word(body)).blocks == [.paragraph("before after"), .paragraph("box")])
    }

    @Test("of a field its result is read, of changes what is left, of hidden text how much there is")
    func leftOut() throws {
        func mark(_ kind: String) -> String { "<w:r><w:fldChar w:fldCharType=\"\(kind)\"/></w:r>" }
        let body = """
            <w:p>\(mark("begin"))<w:r><w:instrText>PAGE</w:instrText></w:r>\(Self.run("nested"))\(mark("separate"))
            \(Self.run("7"))\(mark("end"))<w:del><w:r><w:delText>old</w:delText></w:r></w:del>
            <w:moveFrom>\(Self.run("moved"))</w:moveFrom><w:ins>\(Self.run(" new"))</w:ins>
            \(Self.run("secret", "<w:vanish/>"))\(Self.run("shh", "<w:rStyle w:val=\"Geheim\"/>"))
            \(Self.run(" shown", "<w:vanish w:val=\"0\"/>"))</w:p>
            <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>\(Self.run("jo"))</w:p>\(Self.paragraph("ined"))
            """
        let document = try Samples.read(Samples.word(body, parts: [("styles", Self.styles)]))
        #expect(document.blocks == [.paragraph("7 new shown"), .paragraph("joined")])
        #expect(document.hiddenCharacters == 9)
    }

    @Test("symbols, formulas, ruby, controls and links")
    func others() throws {
        let body = """
            <w:p><w:r><w:sym w:font="Symbol" w:char="F061"/></w:r><w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>
            <m:oMath><m:r><m:t>=x</m:t></m:r></m:oMath>
            <w:r><w:ruby><w:rt>\(Self.run("kana"))</w:rt><w:rubyBase>\(Self.run("字"))</w:rubyBase></w:ruby></w:r>
            <w:sdt><w:sdtPr><w:alias w:val="no"/><w:t>no</w:t></w:sdtPr><w:sdtContent>\(Self.run("in"))</w:sdtContent></w:sdt>
            <w:hyperlink><w:smartTag>\(Self.run("link"))</w:smartTag></w:hyperlink></w:p><w:altChunk r:id="x"/>
            """
        let document = try Samples.read(Samples.word(body))
        #expect(document.blocks == [.paragraph("α✓=x字inlink")])
        #expect(document.warnings.count == 1)
    }

    @Test("the title is the one in the document's properties")
    func title() throws {
        var zip = Samples.package(
            "word/document.xml",
            type: "wordprocessingml.document",
            [
                (
                    "word/document.xml",
                    "<w:document \(Samples.namespaces)><w:body>\(Self.paragraph("x"))</w:body></w:document>"
                )
            ]
        )
        zip.store(
            "docProps/core.xml",
            "<c xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>Report</dc:title></c>"
        )
        #expect(try Samples.read(zip.archive()).title == "Report")
    }
}
