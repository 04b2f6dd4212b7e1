// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import OfficeFormats

/// Small documents made of the XML that a test is about.
enum Samples {
    private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    static let namespaces = """
        xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="\(office)" \
        xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" \
        xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" \
        xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" \
        xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"
        """
    private static let spreadsheet = """
        xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="\(office)"
        """

    /// Relationships by id, type and target.
    static func relationships(_ list: [(String, String, String)]) -> String {
        let package = "http://schemas.openxmlformats.org/package/2006/relationships"
        return "<Relationships xmlns=\"\(package)\">"
            + list.map { "<Relationship Id=\"\($0.0)\" Type=\"\(office)/\($0.1)\" Target=\"\($0.2)\"/>" }.joined()
            + "</Relationships>"
    }

    static func package(_ part: String, type: String, _ parts: [(String, String)]) -> ZipWriter {
        var zip = ZipWriter()
        zip.store(
            "[Content_Types].xml",
            """
            <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
            <Override PartName="/\(part)" ContentType="application/vnd.openxmlformats-officedocument.\(type).main+xml"/>\
            </Types>
            """
        )
        zip.store("_rels/.rels", relationships([("r1", "officeDocument", part)]))
        for (name, content) in parts { zip.store(name, content) }
        return zip
    }

    /// A Word document.
    /// - Parameter parts: of the kinds `styles`, `numbering`, `footnotes` and so on, whole elements.
    static func word(_ body: String, parts: [(String, String)] = []) -> [UInt8] {
        let list = parts.enumerated().map { ("p\($0.offset)", $0.element.0, "\($0.element.0).xml") }
        return package(
            "word/document.xml",
            type: "wordprocessingml.document",
            [
                ("word/document.xml", "<w:document \(namespaces)><w:body>\(body)</w:body></w:document>"),
                ("word/_rels/document.xml.rels", relationships(list)),
            ] + parts.map { ("word/\($0.0).xml", $0.1) }
        ).archive()
    }

    /// A presentation.
    /// - Parameter slides: the shapes of each, and of its notes if it has some.
    static func slides(_ slides: [(shapes: String, notes: String?)], attributes: [Int: String] = [:]) -> [UInt8] {
        var parts: [(String, String)] = []
        for (index, slide) in slides.enumerated() {
            let tree = { (shapes: String) in "<p:cSld><p:spTree>\(shapes)</p:spTree></p:cSld>" }
            parts.append(
                (
                    "ppt/slides/s\(index).xml",
                    "<p:sld \(namespaces) \(attributes[index] ?? "")>\(tree(slide.shapes))</p:sld>"
                )
            )
            guard let notes = slide.notes else { continue }
            parts.append(("ppt/notes/n\(index).xml", "<p:notes \(namespaces)>\(tree(notes))</p:notes>"))
            parts.append(
                ("ppt/slides/_rels/s\(index).xml.rels", relationships([("n", "notesSlide", "../notes/n\(index).xml")]))
            )
        }
        // Shown in the order of this list, which is here not that of the names.
        let ids = slides.indices.reversed().map { "<p:sldId id=\"\(256 + $0)\" r:id=\"s\($0)\"/>" }.joined()
        parts.append(
            ("ppt/presentation.xml", "<p:presentation \(namespaces)><p:sldIdLst>\(ids)</p:sldIdLst></p:presentation>")
        )
        parts.append(
            (
                "ppt/_rels/presentation.xml.rels",
                relationships(slides.indices.map { ("s\($0)", "slide", "slides/s\($0).xml") })
            )
        )
        return package("ppt/presentation.xml", type: "presentationml.presentation", parts).archive()
    }

    /// A workbook of sheets, each with its name, state and what stands in its `worksheet`.
    static func workbook(
        _ sheets: [(name: String, state: String, content: String)],
        strings: String = "",
        styles: String = "",
        properties: String = ""
    ) -> [UInt8] {
        var parts: [(String, String)] = []
        for (index, sheet) in sheets.enumerated() {
            parts.append(("xl/worksheets/s\(index).xml", "<worksheet \(spreadsheet)>\(sheet.content)</worksheet>"))
        }
        let list = sheets.enumerated().map {
            "<sheet name=\"\($0.element.name)\" sheetId=\"\($0.offset + 1)\" state=\"\($0.element.state)\" r:id=\"s\($0.offset)\"/>"
        }
        parts += [
            ("xl/workbook.xml", "<workbook \(spreadsheet)>\(properties)<sheets>\(list.joined())</sheets></workbook>"),
            ("xl/sharedStrings.xml", "<sst \(spreadsheet)>\(strings)</sst>"),
            ("xl/styles.xml", "<styleSheet \(spreadsheet)>\(styles)</styleSheet>"),
            (
                "xl/_rels/workbook.xml.rels",
                relationships(
                    sheets.indices.map { ("s\($0)", "worksheet", "worksheets/s\($0).xml") }
                        + [("x", "sharedStrings", "sharedStrings.xml"), ("y", "styles", "/xl/styles.xml")]
                )
            ),
        ]
        return package("xl/workbook.xml", type: "spreadsheetml.sheet", parts).archive()
    }

    /// An OpenDocument file.
    /// - Parameter kind: `text`, `spreadsheet`, `presentation`.
    static func openDocument(_ kind: String, _ body: String, styles: String = "") -> [UInt8] {
        var zip = ZipWriter()
        zip.store("mimetype", "application/vnd.oasis.opendocument.\(kind)")
        let names = ["office", "text", "table", "style", "presentation"].map {
            "xmlns:\($0)=\"urn:oasis:names:tc:opendocument:xmlns:\($0):1.0\""
        }
        let drawing = "xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\""
        let dublin = "xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
        zip.store(
            "content.xml",
            """
            <office:document-content \(names.joined(separator: " ")) \(drawing) \(dublin)>\
            <office:automatic-styles>\(styles)</office:automatic-styles>\
            <office:body><office:\(kind)>\(body)</office:\(kind)></office:body></office:document-content>
            """
        )
        return zip.archive()
    }

    static func read(_ bytes: [UInt8], limits: ReadingLimits = ReadingLimits()) throws -> ReadDocument {
        try bytes.withUnsafeBytes { try OfficeReader.read($0, limits: limits) }
    }

    /// Why the bytes cannot be read; nil when they can.
    static func problem(_ bytes: [UInt8], limits: ReadingLimits = ReadingLimits()) -> ReadingError? {
        do {
            _ = try read(bytes, limits: limits)
            return nil
        } catch { return error as? ReadingError }
    }
}
