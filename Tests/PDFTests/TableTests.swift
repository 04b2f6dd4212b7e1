// SPDX-License-Identifier: GPL-3.0-or-later
import DocumentModel
import Testing

@testable import PDFFormat

@Suite("Tables in PDF", .timeLimit(.minutes(1)))
struct TableTests {
    private let rows = [["Month", "Rain"], ["May", "3"], ["June", "40"], ["July", "120"]]

    @Test("rulings make cells, and a cell's lines stay together")
    func ruled() throws {
        var content = ""
        for line in 0...2 { content += "50 \(700 - 40 * line) m 450 \(700 - 40 * line) l S\n" }
        for column in 0...2 { content += "\(50 + 200 * column) 700 m \(50 + 200 * column) 620 l S\n" }
        content += SmallPDF.text(60, 680, "Name") + SmallPDF.text(260, 680, "Use")
        content += SmallPDF.lines(60, 645, ["Left cell", "second line"]) + SmallPDF.lines(260, 645, ["Right", "end"])
        let document = try SmallPDF(content).document()
        #expect(
            document.blocks == [
                .table(Table(rows: [["Name", "Use"], ["Left cell second line", "Right end"]], hasHeader: true))
            ]
        )
    }

    @Test("aligned columns of three rows and more make a table")
    func aligned() throws {
        var content = SmallPDF.text(50, 700, "Rain by month is shown below in millimetres for the station.")
        for (index, row) in rows.enumerated() {
            content += SmallPDF.text(50, 660 - 15 * index, row[0]) + SmallPDF.text(250, 660 - 15 * index, row[1])
        }
        let document = try SmallPDF(content).document()
        #expect(document.blocks.last == .table(Table(rows: rows, hasHeader: true)))
    }

    @Test("a table of contents and a numbered list are none")
    func notTables() throws {
        var contents = ""
        var list = ""
        for (index, word) in ["Introduction to it", "Methods that we used", "Results of the work", "Discussion"]
            .enumerated()
        {
            contents +=
                SmallPDF.text(50, 700 - 15 * index, word) + SmallPDF.text(500, 700 - 15 * index, "\(index * 7 + 1)")
            list += SmallPDF.text(50, 700 - 15 * index, "\(index + 1).") + SmallPDF.text(90, 700 - 15 * index, word)
        }
        for content in [contents, list] {
            let document = try SmallPDF(content).document()
            #expect(document.blocks.allSatisfy { if case .table = $0 { false } else { true } })
            #expect(Markdown.text(of: document.blocks).contains("Results of the work"))
        }
    }
}
