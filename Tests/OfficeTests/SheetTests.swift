// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import Testing

@Suite("Workbooks", .timeLimit(.minutes(1)))
struct SheetTests {
    private static func rows(_ content: String) -> String { "<sheetData>\(content)</sheetData>" }

    private static func tables(_ document: ReadDocument) -> [Table] {
        document.blocks.compactMap { if case .table(let table) = $0 { table } else { nil } }
    }

    @Test("shared, rich and inline texts, truth values, errors, results of formulas")
    func cells() throws {
        let bytes = Samples.workbook(
            [
                (
                    "Data", "visible",
                    Self.rows(
                        """
                        <row r="2"><c r="B2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="D2" t="inlineStr"><is><t>in</t></is></c></row>
                        <row><c t="b"><v>1</v></c><c r="C3" t="e"><v>#DIV/0!</v></c><c r="D3"><f>1+1</f><v>2</v></c></row>
                        """
                    )
                )
            ],
            strings: "<si><t>plain</t></si><si><r><t>ri</t></r><r><t>ch</t></r><rPh><t>no</t></rPh></si>"
        )
        #expect(
            Self.tables(try Samples.read(bytes)) == [
                Table(rows: [["", "plain", "rich", "in"], ["TRUE", "", "#DIV/0!", "2"]])
            ]
        )
    }

    @Test(
        "numbers are plain but for what means something, dates as ISO 8601",
        arguments: [
            ("General", "0.1", "0.1"), ("General", "0.30000000000000004", "0.3"), ("General", "1E-3", "0.001"),
            ("0.00", "2.345", "2.345"), ("000", "7", "007"), ("0.0%", "0.1256", "12.6%"), ("0%", "0.256", "26%"),
            ("#,##0.00", "1234567.5", "1234567.5"),
            ("#,##0;(#,##0)", "-1500", "-1500"), ("\"$\"#,##0.00", "-3", "-3"), ("0.00 [$€-407]", "2", "2"),
            ("0;-0;\"none\"", "0", "none"), ("0.0E+00", "12345", "1.2E+04"), ("#,##0,", "1234567", "1,235"),
            ("dd/mm/yyyy", "45351", "2024-02-29"), ("m/d/yy h:mm", "45351.75", "2024-02-29 18:00:00"),
            ("h:mm", "0.5", "12:00:00"), ("[h]:mm", "1.5", "36:00:00"), ("yyyy\"年\"m\"月\"", "1", "1900-01-01"),
            ("@", "12", "12"), ("0", "x", "x"), ("0.###", "2", "2"),
        ]
    )
    func formats(code: String, value: String, shown: String) throws {
        let escaped = code.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "&quot;")
        let bytes = Samples.workbook(
            [("S", "visible", Self.rows("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>\(value)</v></c></row>"))],
            styles: """
                <numFmts><numFmt numFmtId="164" formatCode="\(escaped)"/></numFmts>
                <cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>
                """
        )
        #expect(Self.tables(try Samples.read(bytes)).first?.rows == [[shown]])
    }

    @Test("built-in formats are known by their numbers, and days can be counted from 1904")
    func builtIn() throws {
        let bytes = Samples.workbook(
            [("S", "visible", Self.rows("<row r=\"1\"><c s=\"0\"><v>366</v></c><c s=\"1\"><v>0.5</v></c></row>"))],
            styles: "<cellXfs><xf numFmtId=\"14\"/><xf numFmtId=\"10\"/></cellXfs>",
            properties: "<workbookPr date1904=\"1\"/>"
        )
        #expect(Self.tables(try Samples.read(bytes)).first?.rows == [["1905-01-01", "50.00%"]])
    }

    @Test("hidden sheets, rows and columns are counted and not read")
    func hidden() throws {
        let cell = "<c><v>12</v></c>"
        let bytes = Samples.workbook([
            ("Gone", "veryHidden", Self.rows("<row>\(cell)</row>")),
            (
                "Here", "visible",
                "<cols><col min=\"2\" max=\"2\" hidden=\"1\"/></cols>"
                    + Self.rows("<row>\(cell)\(cell)\(cell)</row><row hidden=\"1\">\(cell)</row>")
            ),
        ])
        let document = try Samples.read(bytes)
        #expect(Self.tables(document) == [Table(rows: [["12", "", "12"]])])
        #expect(document.hiddenCharacters == 6)
    }

    @Test("a cell at the end of the world makes no table of the world")
    func sparse() throws {
        let bytes = Samples.workbook([
            (
                "S", "visible",
                Self.rows(
                    "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>"
                )
            )
        ])
        #expect(Self.tables(try Samples.read(bytes)) == [Table(rows: [["1"]]), Table(rows: [["2"]])])
        let wide = Samples.workbook([
            ("S", "visible", Self.rows("<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"XFD1\"><v>2</v></c></row>"))
        ])
        #expect(Self.tables(try Samples.read(wide)).first?.rows == [["1", "", "", "", "", "2"]])
    }

    @Test("a first row of names above other things is a header")
    func headers() throws {
        let name = "<c t=\"str\"><v>n</v></c>"
        let number = "<c><v>1</v></c>"
        let data = Samples.workbook([
            ("S", "visible", Self.rows("<row>\(name)\(name)</row><row>\(name)\(number)</row>"))
        ])
        #expect(Self.tables(try Samples.read(data)).first?.hasHeader == true)
        let words = Samples.workbook([("S", "visible", Self.rows("<row>\(name)\(name)</row><row>\(name)\(name)</row>"))]
        )
        #expect(Self.tables(try Samples.read(words)).first?.hasHeader == false)
    }

    @Test("one text that many cells share ends at the limit on text")
    func amplified() throws {
        var limits = ReadingLimits()
        limits.textBytes = 10_000
        let row = "<row>" + String(repeating: "<c t=\"s\"><v>0</v></c>", count: 50) + "</row>"
        let bytes = Samples.workbook(
            [("S", "visible", Self.rows(String(repeating: row, count: 50)))],
            strings: "<si><t>" + String(repeating: "x", count: 900) + "</t></si>"
        )
        let document = try Samples.read(bytes, limits: limits)
        let size = Self.tables(document).flatMap(\.rows).joined().reduce(0) { $0 + $1.utf8.count }
        #expect(size <= 10_000 && size > 5_000)
        #expect(document.warnings.count == 1)
    }
}
