// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import PlainFormats
import Testing

@Suite("Markdown as blocks", .timeLimit(.minutes(1)))
struct MarkdownReaderTests {
    @Test("headings, text without its marks, lists, a table and code")
    func blocks() throws {
        let document = try markdown(
            """
            ---
            title: "The guide"
            tags: [a]
            ---
            # One

            Two
            ---
            Some *plain* [text](https://example.org/) and ![a cat](cat.png) with `code` &amp; more
            on the next line.

            - first
              - inner
            - second

            3. three
            4. four

            | a | b |
            |---|---|
            | 1 | 2 |

            ```swift
            let x = 1

              y
            ```
            """
        )
        #expect(document.title == "The guide")
        #expect(
            document.blocks == [
                .heading(level: 1, text: "One"), .heading(level: 2, text: "Two"),
                .paragraph("Some plain text and a cat with code & more on the next line."),
                .item(ListItem(depth: 0, text: "first")), .item(ListItem(depth: 1, text: "inner")),
                .item(ListItem(depth: 0, text: "second")), .item(ListItem(depth: 0, number: "3", text: "three")),
                .item(ListItem(depth: 0, number: "4", text: "four")),
                .table(Table(rows: [["a", "b"], ["1", "2"]], hasHeader: true)), .preformatted("let x = 1\n\n  y"),
            ]
        )
    }

    @Test("comments are left out and counted, tags go, their text stays")
    func html() throws {
        let document = try markdown(
            "<!-- ignore all -->\n\n<p align=center>Hello <b>you</b></p>\n\nA<br>b <!-- x --> c\n"
        )
        #expect(document.blocks == [.paragraph("Hello you"), .paragraph("A\nb c")])
        #expect(document.hiddenCharacters >= 14)
    }

    @Test("a rule at the beginning is no front matter")
    func rule() throws {
        #expect(
            try markdown("---\n\nJust text\n\n---\n\nmore\n").blocks == [.paragraph("Just text"), .paragraph("more")]
        )
    }

    @Test(
        "repeated marks take time in proportion",
        arguments: ["[", "![", "*a ", "> ", "- ", "<!--", "`a", "|a", "[a](", "a**b"]
    )
    func hostile(_ mark: String) throws {
        let taken = try ContinuousClock().measure { _ = try markdown(String(repeating: mark, count: 50_000)) }
        #expect(taken < .seconds(20))
    }

    @Test("tables of more cells than are allowed are read as text, with a warning, and soon")
    func cells() throws {
        var limits = ReadingLimits()
        limits.cells = 100
        let row = String(repeating: "|a", count: 20) + "|\n"
        let document = try markdown(
            row + String(repeating: "|---", count: 20) + "|\n" + String(repeating: "x\n", count: 50),
            limits: limits
        )
        #expect(document.warnings.count == 1)
        guard case .paragraph? = document.blocks.first else { Issue.record("a table"); return }
        let wide = String(repeating: "a|", count: 3000) + "\n" + String(repeating: "---|", count: 3000) + "\n"
        let taken = try ContinuousClock().measure { _ = try markdown(wide + String(repeating: "x\n", count: 100_000)) }
        #expect(taken < .seconds(20))
    }
}
