// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import HTMLFormat
import Testing

func html(_ text: String, limits: ReadingLimits = ReadingLimits()) throws -> ReadDocument {
    try html(Array(text.utf8), limits: limits)
}

func html(_ bytes: [UInt8], declared: [String] = [], limits: ReadingLimits = ReadingLimits()) throws -> ReadDocument {
    try bytes.withUnsafeBytes { try HTMLReader.read($0, declared: declared, limits: limits) }
}

@Suite("HTML as blocks", .timeLimit(.minutes(1)))
struct HTMLReaderTests {
    @Test("title, headings, paragraphs, breaks and what is preformatted")
    func blocks() throws {
        let document = try html(
            """
            <!DOCTYPE html><html><head><title>A page</title><script>var x = "<p>no</p>";</script><style>p { color: red }</style>
            </head><body><h1>One</h1><p>Some <b>bold</b>
              text &amp; more&hellip;<br>next <p>Two<hr><pre>
            a
              b &lt; c
            </pre><blockquote>said</blockquote><img alt="a cat" src=x><img alt="" src=y></body></html>
            """
        )
        #expect(document.title == "A page")
        #expect(
            document.blocks == [
                .heading(level: 1, text: "One"), .paragraph("Some bold text & more…\nnext"), .paragraph("Two"),
                .preformatted("a\n  b < c"), .paragraph("said"), .paragraph("a cat"),
            ]
        )
        #expect(document.hiddenCharacters == 0)
    }

    @Test("lists inside one another, with their numbers, and definitions")
    func lists() throws {
        let document = try html(
            "<ol start=3 type=a><li>x<ul><li>y</ul><li value=9><p>z</p><p>more</p></ol><dl><dt>term<dd>meaning</dl><ol type=I><li>q</ol>"
        )
        #expect(
            document.blocks == [
                .item(ListItem(depth: 0, number: "c", text: "x")), .item(ListItem(depth: 1, text: "y")),
                .item(ListItem(depth: 0, number: "i", text: "z")), .paragraph("more"),
                .item(ListItem(depth: 0, text: "term")),
                .item(ListItem(depth: 1, text: "meaning")), .item(ListItem(depth: 0, number: "I", text: "q")),
            ]
        )
    }

    @Test("a table with spans, a caption, and a table in a cell")
    func tables() throws {
        let document = try html(
            """
            <table><caption>Seasons</caption><tr><th>a<th>b<th>c</tr><tr><td rowspan=2>1<td colspan=2>2</tr>
            <tr><td>3<td><table><tr><td>in</td><td>ner</td></tr></table></td></tr></table>
            """
        )
        #expect(
            document.blocks == [
                .table(
                    Table(
                        rows: [["a", "b", "c"], ["1", "2"], ["", "3", "in ner"]],
                        hasHeader: true,
                        title: "Seasons"
                    )
                )
            ]
        )
    }

    @Test("tables that lay a page out are laid flat")
    func layout() throws {
        #expect(
            try html("<table><tr><td><h2>A</h2><p>b</p></td><td>c</td></tr></table>").blocks
                == [.heading(level: 2, text: "A"), .paragraph("b"), .paragraph("c")]
        )
        #expect(try html("<table><tr><td>alone</td></tr></table>").blocks == [.paragraph("alone")])
        #expect(
            try html("<table><tr><td rowspan=2><img alt='[Note]'></td><th>Note</th></tr><tr><td>mind</td></tr></table>")
                .blocks
                == [.paragraph("Note"), .paragraph("mind")]
        )
    }

    @Test(
        "what nobody sees is left out and counted",
        arguments: [
            "<p hidden>secret</p>", "<p style='display: none'>secret</p>",
            "<p style='color:red;VISIBILITY : hidden'>secret</p>",
            "<p style='font-size:0px'>secret</p>", "<p style='opacity:0.0'>secret</p>", "<!--secret-->",
            "<template>secret</template>", "<noscript>secret</noscript>", "<p class='a b'>secret</p>",
            "<p id=c>secret</p>",
            "<div style='position:absolute; left:-9999px'>se<b>cr</b>et</div>",
        ]
    )
    func hidden(_ element: String) throws {
        let style =
            "<style>/* x */ @media print { .d { display: none } } .b, p.e { display: none !important } #c{display:none}</style>"
        let document = try html(
            "<head>\(style)</head><p>before</p>\(element)<p aria-hidden=true>after</p><p class=d>d</p>"
        )
        #expect(document.blocks == [.paragraph("before"), .paragraph("after"), .paragraph("d")])
        #expect(document.hiddenCharacters == 6)
    }

    @Test("the character set that the page declares")
    func characterSet() throws {
        // я in windows-1251 and in KOI8-R
        #expect(try html(Array("<meta charset=windows-1251><p>".utf8) + [0xFF]).blocks == [.paragraph("я")])
        let declared = "<meta http-equiv=Content-Type content='text/html; charset=koi8-r'><p>"
        #expect(try html(Array(declared.utf8) + [0xD1]).blocks == [.paragraph("я")])
        #expect(
            try html(Array("<?xml version='1.0' encoding='ISO-8859-5'?><html><p>".utf8) + [0xEF]).blocks == [
                .paragraph("я")
            ]
        )
        #expect(try html(Array("<p>".utf8) + [0xD1], declared: ["KOI8-R"]).blocks == [.paragraph("я")])
        #expect(try html("<p>a\u{0}b</p>").blocks == [.paragraph("a b")])
    }
}
