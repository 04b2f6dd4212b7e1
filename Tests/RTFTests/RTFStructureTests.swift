// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import RTFFormat
import Testing

@Suite("RTF: structure", .timeLimit(.minutes(1)))
struct RTFStructureTests {
    @Test("headings by outline level and by style")
    func headings() throws {
        let styles =
            #"{\stylesheet{\ql Normal;}{\s1\outlinelevel0 berschrift;}{\s2 heading 2;}{\s3 Title;}{\s4 Body;}}"#
        let document = try read(
            styles + #"\pard\s3 T\par\pard\s1 A\par\pard\s2 B\par\pard\s4 C\par\pard\outlinelevel2 D\par"#
                + #"\pard\s1\outlinelevel9 E\par"#
        )
        #expect(
            document.blocks == [
                .heading(level: 1, text: "T"), .heading(level: 1, text: "A"), .heading(level: 2, text: "B"),
                .paragraph("C"), .heading(level: 3, text: "D"), .paragraph("E"),
            ]
        )
    }

    @Test("lists, their markers and depths")
    func lists() throws {
        let document = try read(
            #"{\listtext\f1 \'b7\tab}\ls1 a\par{\listtext 1.\tab}\ls2 b\par{\pntext (c)\tab}\ls2\ilvl1 d\par"#
                + #"\pard e\par{\listtext 2.1.\tab}\ls1\outlinelevel1 f\par"#
        )
        #expect(
            document.blocks == [
                .item(ListItem(depth: 0, text: "a")), .item(ListItem(depth: 0, number: "1", text: "b")),
                .item(ListItem(depth: 1, number: "c", text: "d")), .paragraph("e"),
                .heading(level: 2, text: "2.1. f"),
            ]
        )
    }

    @Test("a table, with a paragraph before and after it")
    func table() throws {
        let document = try read(
            #"x\par\trowd\cellx1\cellx2\pard\intbl a\par b\cell c\cell\row\trowd\cellx1\cellx2\pard\intbl d\cell\cell"#
                + #"\row\pard y\par"#
        )
        #expect(
            document.blocks == [.paragraph("x"), .table(Table(rows: [["a\nb", "c"], ["d", ""]])), .paragraph("y")]
        )
    }

    @Test("a row that is repeated on every page names the columns")
    func header() throws {
        let document = try read(
            #"\trowd\trhdr\pard\intbl a\cell b\cell\row\trowd\pard\intbl c\cell d\cell\row\pard z\par"#
        )
        #expect(document.blocks.first == .table(Table(rows: [["a", "b"], ["c", "d"]], hasHeader: true)))
    }

    @Test("a table whose paragraphs do not say that they are in one, and a frame of one cell")
    func oldTables() throws {
        #expect(
            try read(#"\trowd\cellx1 a\cell b\par c\cell\row\pard z\par"#).blocks
                == [.table(Table(rows: [["a", "b\nc"]])), .paragraph("z")]
        )
        #expect(try read(#"\trowd\intbl a\par b\cell\row"#).blocks == [.paragraph("a"), .paragraph("b")])
    }

    @Test("a table in a cell becomes lines of the cell")
    func nested() throws {
        let document = try read(
            #"\pard\intbl\itap1 o\par\pard\intbl\itap2 a\nestcell b\nestcell{\*\nesttableprops\trowd\nestrow}"#
                + #"{\nonesttables\par}\pard\intbl\itap2 c\nestcell{\*\nesttableprops\nestrow}\pard\intbl\itap1 p\cell q\cell"#
                + #"\row\pard end\par"#
        )
        #expect(document.blocks == [.table(Table(rows: [["o\na b\nc\np", "q"]])), .paragraph("end")])
    }

    /// One of everything.
    static let sample =
        #"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset128 M;}}{\stylesheet{\s1 heading 1;}}"#
        + #"{\info{\title T}}\pard\s1 Head\par\pard{\listtext 1.\tab}\ls1 item \u233?\'e9{\v hid}\par\f1\'93\'fa\f0"#
        + #"{\footnote note}\bin4 {}{}{\field{\*\fldinst X}{\fldrslt r}}\trowd\intbl a\cell b\cell\row\pard"#
        + #"{\shp{\*\shpinst{\shptxt box\par}}}{\*\nesttableprops x}{\upr{a}{\*\ud b}}end\par}"#

    @Test("every beginning of a file gives what it has", arguments: 0..<7)
    func truncated(phase: Int) throws {
        let bytes = Array(Self.sample.utf8)
        for count in stride(from: 6 + phase, to: bytes.count, by: 7) {
            let document = try bytes[..<count].withUnsafeBytes { try RTFReader.read($0, limits: ReadingLimits()) }
            #expect(!document.warnings.isEmpty)
        }
        #expect(try read(Self.sample).warnings.isEmpty)
    }

    @Test("deep groups, endless cells, notes in notes and levels in levels end, with what can be read")
    func hostile() throws {
        let deep = try read(String(repeating: "{", count: 200_000) + "a" + String(repeating: "}", count: 200_000) + "b")
        #expect(deep.blocks == [.paragraph("ab")])
        #expect(deep.warnings.count == 1)
        _ = try read(String(repeating: "{\\footnote x", count: 20_000))
        _ = try read(String(repeating: #"\itap9 a\nestcell\itap2 b\nestcell"#, count: 10_000))
        _ = try read(#"\itap99999999999999999999\intbl a\nestcell\ilvl-99999999999\u99999999999999\uc-1\bin-5 b"#)
        var limits = ReadingLimits()
        limits.cells = 100
        let cells = try read(String(repeating: #"\intbl a\cell\row"#, count: 10_000), limits: limits)
        #expect(cells.warnings.count == 1)
        limits.textBytes = 100
        let notes = try read(String(repeating: "{\\footnote xxxxxxxxxx}", count: 10_000), limits: limits)
        #expect(notes.blocks.count <= 10)
    }
}
