// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Tells the office formats apart by what the archive holds.
struct OfficeDetection {
    let kind: OfficeKind
    /// The part that the text is in.
    let part: String

    /// - Returns: nil for an archive that is no office file, and a thrown error for one of a kind that is not read.
    init?(_ package: OfficePackage) throws(ReadingError) {
        if let found = try Self.openDocument(package) {
            kind = found
            part = "content.xml"
        } else if let found = try Self.openXML(package) {
            (kind, part) = found
        } else {
            return nil
        }
    }

    /// OpenDocument 1.2 part 3, 3.3: the media type stands in a member of its own. It is not packed, but programs that
    /// repack archives do not know that.
    private static func openDocument(_ package: OfficePackage) throws(ReadingError) -> OfficeKind? {
        guard let bytes = try package.archive.head("mimetype", limit: 128) else { return nil }
        let type = String(decoding: bytes, as: UTF8.self).split { $0.isWhitespace }.first ?? ""
        let prefix = "application/vnd.oasis.opendocument."
        guard type.hasPrefix(prefix) else { return nil }
        switch type.dropFirst(prefix.count).split(separator: "-").first {
        case "text": return .odt
        case "spreadsheet": return .ods
        case "presentation": return .odp
        default:
            throw ReadingError(
                .unsupported,
                "The file is an OpenDocument file of a kind that is not read (a drawing, formula, chart or database). "
                    + "Save it as PDF and upload that."
            )
        }
    }

    /// The main part is what the package's relationships say it is; its media type says what it is (ISO 29500-1,
    /// clauses 11.3.10, 12.3.23 and 13.3.6).
    private static func openXML(_ package: OfficePackage) throws(ReadingError) -> (OfficeKind, String)? {
        guard package.archive.has(ContentTypes.part) || package.archive.has("_rels/.rels") else { return nil }
        let types = ContentTypes()
        try package.read(ContentTypes.part, to: types)
        let usual: [(OfficeKind, String)] = [
            (.docx, "word/document.xml"), (.pptx, "ppt/presentation.xml"), (.xlsx, "xl/workbook.xml"),
        ]
        let named = try package.relationships(of: "").first("officeDocument")
        guard
            let part = named.flatMap({ package.archive.has($0) ? $0 : nil })
                ?? usual.first(where: { package.archive.has($0.1) })?.1
        else { return nil }
        let type = (types.type(of: part) ?? "").lowercased()
        if type.contains("sheet.binary") || part.lowercased().hasSuffix(".bin") {
            throw ReadingError(
                .unsupported,
                "The file is an Excel binary workbook (XLSB), which is not read. Save it as an Excel workbook (XLSX)."
            )
        }
        let words: [(String, OfficeKind)] = [
            ("wordprocessingml", .docx), ("ms-word", .docx), ("presentationml", .pptx), ("ms-powerpoint", .pptx),
            ("spreadsheetml", .xlsx), ("ms-excel", .xlsx),
        ]
        if let found = words.first(where: { type.contains($0.0) }) { return (found.1, part) }
        if let found = usual.first(where: { part.lowercased() == $0.1 }) { return (found.0, part) }
        guard !type.contains("vnd.ms-visio"), !type.contains("vnd.ms-xpsdocument") else {
            throw ReadingError(
                .unsupported,
                "The file is a Microsoft document of a kind that is not read (Visio or XPS). Save it as PDF."
            )
        }
        return nil
    }
}
