// SPDX-License-Identifier: Apache-2.0
import FileKinds

extension FileKind {
    /// How a file of a kind is read.
    enum Family: Sendable { case pdf, picture, flowing }

    var family: Family {
        switch self {
        case .pdf: .pdf
        case .png, .jpeg, .tiff, .webp, .gif, .bmp: .picture
        case .docx, .pptx, .xlsx, .odt, .doc, .rtf, .html, .csv, .markdown, .plain: .flowing
        }
    }

    /// As sentences name a file.
    var label: String {
        switch self {
        case .pdf: "the PDF file"
        case .png: "the PNG picture"
        case .jpeg: "the JPEG picture"
        case .tiff: "the TIFF picture"
        case .webp: "the WebP picture"
        case .gif: "the GIF picture"
        case .bmp: "the BMP picture"
        case .docx: "the Word document (DOCX)"
        case .pptx: "the PowerPoint presentation (PPTX)"
        case .xlsx: "the Excel workbook (XLSX)"
        case .odt: "the OpenDocument text (ODT)"
        case .doc: "the Word 97 document (DOC)"
        case .rtf: "the RTF document"
        case .html: "the HTML page"
        case .csv: "the table of separated values"
        case .markdown: "the Markdown text"
        case .plain: "the text file"
        }
    }
}
