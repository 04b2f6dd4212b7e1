// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import Testing

@Suite("Blocks as Markdown", .timeLimit(.minutes(1)))
struct MarkdownTests {
    @Test("a heading, a paragraph, a list and a table")
    func blocks() {
        let text = Markdown.text(of: [
            .heading(level: 2, text: "Seasons"), .paragraph("There are two."),
            .item(ListItem(depth: 0, text: "dry")), .item(ListItem(depth: 1, number: "2", text: "wet")),
            .table(Table(rows: [["Month", "mm"], ["May", "3|4"]], hasHeader: true)),
        ])
        #expect(
            text == """
                ## Seasons

                There are two.

                - dry
                  2. wet

                | Month | mm |
                | --- | --- |
                | May | 3\\|4 |
                """
        )
    }

    @Test("code keeps its lines, in a fence that it does not hold")
    func fences() {
        #expect(Markdown.text(of: .preformatted("a\n```\nb")) == "````\na\n```\nb\n````")
    }

    @Test(
        "white space is tidied, what steers line breaks alone goes",
        arguments: [
            ("  a \t b  ", "a b"), ("a\r\n\r\nb", "a\nb"), ("co\u{AD}op", "coop"), ("", ""), ("\u{3000}x\u{0}", "x"),
            ("plain", "plain"), ("a\n", "a"),
        ]
    )
    func tidy(raw: String, expected: String) { #expect(BlockText.tidy(raw) == expected) }

    @Test("what is beyond the limits is left out, and said once")
    func limits() {
        var limits = ReadingLimits()
        limits.textBytes = 10
        var collector = BlockCollector(limits: limits)
        collector.append(.paragraph("12345"))
        collector.append(.paragraph(""))
        collector.append(.paragraph("123456"))
        collector.append(.paragraph("1"))
        #expect(collector.document.blocks == [.paragraph("12345")])
        #expect(collector.isFull && collector.document.warnings.count == 1)
    }
}
