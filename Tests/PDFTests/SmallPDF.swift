// SPDX-License-Identifier: GPL-3.0-or-later
import DocumentModel
import PDFFormat

/// A PDF file written by hand: pages of content streams, and fonts under the names that the tests use.
struct SmallPDF {
    struct Page {
        var content: String
        var box = "0 0 600 800"
        /// Entries of the page's dictionary, such as `/Rotate 90`.
        var more = ""
        /// Entries of its resources, such as `/XObject << … >>`.
        var resources = ""
    }
    var pages: [Page]
    /// Entries of the catalogue and of the trailer.
    var catalog = ""
    var trailer = ""
    /// Objects from number 20 on.
    var objects: [String] = []

    init(_ contents: String...) { pages = contents.map { Page(content: $0) } }
    init(pages: [Page]) { self.pages = pages }

    static func stream(_ content: String, _ entries: String = "") -> String {
        "<< \(entries) /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream"
    }

    /// Text at a place in a font of size: F1 Helvetica, F2 bold, F3 Courier.
    static func text(_ x: Int, _ y: Int, _ text: String, font: String = "F1", size: Int = 12) -> String {
        "BT /\(font) \(size) Tf \(x) \(y) Td (\(text)) Tj ET\n"
    }

    /// Lines below one another, from the top.
    static func lines(_ x: Int, _ y: Int, _ lines: [String], font: String = "F1", size: Int = 12) -> String {
        lines.enumerated().map { text(x, y - $0.offset * size * 6 / 5, $0.element, font: font, size: size) }.joined()
    }

    var bytes: [UInt8] {
        let names = ["Helvetica", "Helvetica-Bold", "Courier"]
        var numbered: [(Int, String)] = [
            (1, "<< /Type /Catalog /Pages 2 0 R \(catalog) >>"),
            (
                2,
                "<< /Type /Pages /Count \(pages.count) /Kids [\(pages.indices.map { "\(100 + 2 * $0) 0 R" }.joined(separator: " "))] >>"
            ),
        ]
        for (index, name) in names.enumerated() {
            numbered.append(
                (3 + index, "<< /Type /Font /Subtype /Type1 /BaseFont /\(name) /Encoding /WinAnsiEncoding >>")
            )
        }
        for (index, object) in objects.enumerated() { numbered.append((20 + index, object)) }
        for (index, page) in pages.enumerated() {
            numbered.append(
                (
                    100 + 2 * index,
                    """
                    << /Type /Page /Parent 2 0 R /MediaBox [\(page.box)] /Contents \(101 + 2 * index) 0 R \(page.more)
                    /Resources << /Font << /F1 3 0 R /F2 4 0 R /F3 5 0 R /F4 20 0 R >> \(page.resources) >> >>
                    """
                )
            )
            numbered.append((101 + 2 * index, Self.stream(page.content)))
        }
        var text = "%PDF-1.7\n"
        var table = "xref\n0 1\n0000000000 65535 f \n"
        for (number, object) in numbered {
            let offset = String(text.utf8.count)
            table += "\(number) 1\n" + String(repeating: "0", count: 10 - offset.count) + offset + " 00000 n \n"
            text += "\(number) 0 obj\n\(object)\nendobj\n"
        }
        let start = text.utf8.count
        text += table + "trailer\n<< /Size 1000 /Root 1 0 R \(trailer) >>\nstartxref\n\(start)\n%%EOF\n"
        return Array(text.utf8)
    }

    /// Opens the file for as long as the closure runs.
    func open<Result>(_ limits: ReadingLimits = ReadingLimits(), _ use: (PDFFile) throws -> Result) throws -> Result {
        try bytes.withUnsafeBytes { try use(PDFFile(bytes: $0, limits: limits)) }
    }

    func page(_ number: Int = 1, limits: PDFPageLimits = PDFPageLimits()) throws -> PDFPage {
        try open { try $0.page(number, limits: limits) }
    }

    func document() throws -> ReadDocument {
        try open { file in
            let pages = try (1...file.pageCount).map { PDFAssembly.Page.read(try file.page($0)) }
            return PDFAssembly.document(from: pages, title: file.title, outline: file.outline())
        }
    }
}
