// SPDX-License-Identifier: Apache-2.0

/// The office formats that are read.
public enum OfficeKind: String, Sendable, CaseIterable {
    case docx
    case pptx
    case xlsx
    case odt
    case ods
    case odp

    /// As errors name it.
    public var label: String {
        switch self {
        case .docx: "a Word document (DOCX)"
        case .pptx: "a PowerPoint presentation (PPTX)"
        case .xlsx: "an Excel workbook (XLSX)"
        case .odt: "an OpenDocument text (ODT)"
        case .ods: "an OpenDocument spreadsheet (ODS)"
        case .odp: "an OpenDocument presentation (ODP)"
        }
    }
}
