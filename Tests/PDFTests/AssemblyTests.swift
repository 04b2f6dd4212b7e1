// SPDX-License-Identifier: GPL-3.0-or-later
import DocumentModel
import Testing

@testable import PDFFormat

@Suite("A document of pages", .timeLimit(.minutes(1)))
struct AssemblyTests {
    private let words = "The rain in this valley falls mostly between the last days of"

    /// A page with a header, a number at its foot, and lines of text.
    private func page(_ number: Int, _ lines: [String]) -> String {
        SmallPDF.text(50, 770, "Report on Rain") + SmallPDF.lines(50, 700, lines) + SmallPDF.text(290, 30, "\(number)")
    }

    @Test("headers and numbers of pages go, and a sentence goes on over the end of a page")
    func pages() throws {
        let document = try SmallPDF(
            page(1, [words + " May", "and the first days of the month that comes after it, which is"]),
            page(2, ["the month of June. It is warm then."]),
            page(3, ["A last page has its own words."])
        ).document()
        #expect(
            document.blocks == [
                .paragraph(
                    words + " May and the first days of the month that comes after it, which is the month of June."
                        + " It is warm then."
                ), .paragraph("A last page has its own words."),
            ]
        )
    }

    @Test("hyphens at line ends: mended, kept, and mended over the end of a page")
    func hyphens() throws {
        let first = [
            words + " informa-", "tion about a well-known place and a foot-",
            "note that all of us know well, too, as a know-",
        ]
        let document = try SmallPDF(
            page(1, first),
            page(2, ["ledge of our well-", "known friends."]),
            page(3, ["Known."])
        )
        .document()
        let text = Markdown.text(of: document.blocks)
        #expect(text.contains("information about"))
        #expect(text.contains("footnote that"))
        #expect(text.contains("knowledge of our well-known friends."))
    }

    @Test("headings by size and by boldness, levels by the outline")
    func headings() throws {
        let content =
            SmallPDF.text(50, 740, "Weather", size: 24) + SmallPDF.text(50, 700, "Rain", font: "F2")
            + SmallPDF.lines(50, 670, [words + " May", "and June."]) + SmallPDF.text(50, 620, "Wind", font: "F2")
            + SmallPDF.lines(
                50,
                590,
                ["It blows from the west for most of the year, and only in winter", "from the north."]
            )
        var file = SmallPDF(content)
        let body = [
            Block.paragraph(words + " May and June."),
            .paragraph("It blows from the west for most of the year, and only in winter from the north."),
        ]
        #expect(
            try file.document().blocks == [
                .heading(level: 1, text: "Weather"), .heading(level: 2, text: "Rain"), body[0],
                .heading(level: 2, text: "Wind"), body[1],
            ]
        )
        file.catalog = "/Outlines 21 0 R"
        file.objects = [
            "<< >>", "<< /First 22 0 R /Last 22 0 R /Count 2 >>",
            "<< /Title (1 Weather) /Parent 21 0 R /First 23 0 R /Last 23 0 R /Count 1 >>",
            "<< /Title (Rain) /Parent 22 0 R /First 24 0 R /Last 24 0 R >>",
            "<< /Title (Wind) /Parent 23 0 R >>",
        ]
        #expect(
            try file.open { $0.outline() } == [
                PDFBookmark(depth: 0, title: "1 Weather"), PDFBookmark(depth: 1, title: "Rain"),
                PDFBookmark(depth: 2, title: "Wind"),
            ]
        )
        #expect(try file.document().blocks[3] == .heading(level: 3, text: "Wind"))
    }

    @Test("lists with bullets and numbers, one in the other")
    func lists() throws {
        let content =
            SmallPDF.text(50, 700, "What to bring when you come to see us:")
            + SmallPDF.lines(
                60,
                680,
                ["\\225 warm clothes, which you will need when evening comes to", "   the valley"]
            )
            + SmallPDF.text(80, 651, "1. a coat") + SmallPDF.text(80, 636, "2. a hat")
            + SmallPDF.text(60, 621, "\\225 food")
        #expect(
            try SmallPDF(content).document().blocks == [
                .paragraph("What to bring when you come to see us:"),
                .item(ListItem(depth: 0, text: "warm clothes, which you will need when evening comes to the valley")),
                .item(ListItem(depth: 1, number: "1", text: "a coat")),
                .item(ListItem(depth: 1, number: "2", text: "a hat")),
                .item(ListItem(depth: 0, text: "food")),
            ]
        )
    }

    @Test("code keeps its lines and how far they are set in")
    func code() throws {
        let content =
            SmallPDF.lines(50, 740, [words + " May", "and the first days of the month that comes after it, June."])
            + SmallPDF.text(50, 690, "if rain:", font: "F3", size: 10)
            + SmallPDF.text(74, 678, "wait\\(\\)", font: "F3", size: 10)
        #expect(try SmallPDF(content).document().blocks.last == .preformatted("if rain:\n    wait()"))
    }

    @Test("a note at a page's foot does not cut the sentence above it")
    func notes() throws {
        let note = SmallPDF.text(50, 60, "1 Measured by hand until 1987.", size: 8)
        let document = try SmallPDF(
            SmallPDF.lines(50, 700, [words + " May", "and the first days of the month that comes after it, which"])
                + note,
            SmallPDF.lines(50, 700, ["is June.", "Then it is warm, and nobody wants to stay in the house all day."])
        ).document()
        #expect(document.blocks.first.map { Markdown.text(of: $0) }?.contains("after it, which is June.") == true)
        #expect(document.blocks.contains(.note("1 Measured by hand until 1987.")))
    }

    @Test("pages that were recognized or lost keep their place, with a warning for the lost")
    func otherPages() throws {
        let read = try SmallPDF(SmallPDF.text(50, 700, "First."), SmallPDF.text(50, 700, "Last.")).open { file in
            try (1...2).map { try file.page($0) }
        }
        let document = PDFAssembly.document(from: [
            .read(read[0]), .recognized(number: 2, blocks: [.paragraph("Seen.")]),
            .failed(number: 3, reason: "it took longer than 8 s"), .read(read[1]),
        ])
        #expect(document.blocks == [.paragraph("First."), .paragraph("Seen."), .paragraph("Last.")])
        #expect(document.warnings == ["page 3 was left out: it took longer than 8 s"])
    }

    @Test("no more is taken than the limits allow")
    func limits() throws {
        let page = try SmallPDF(SmallPDF.lines(50, 700, ["First.", "Second."]) + SmallPDF.text(50, 500, "Third."))
            .page()
        var limits = ReadingLimits()
        limits.blocks = 1
        let document = PDFAssembly.document(from: [.read(page)], limits: limits)
        #expect(document.blocks.count == 1)
        #expect(document.warnings.count == 1)
    }
}
