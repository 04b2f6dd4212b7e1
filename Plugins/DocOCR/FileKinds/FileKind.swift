// SPDX-License-Identifier: Apache-2.0

/// The kinds of files that are read.
public enum FileKind: String, Sendable, Hashable, CaseIterable {
    case pdf
    case png, jpeg, tiff, webp, gif, bmp
    /// Word, PowerPoint and Excel since 2007, with macros or as a template too.
    case docx, pptx, xlsx
    /// OpenDocument text.
    case odt
    /// Word 97 to 2003.
    case doc
    case rtf
    case html
    /// Separated values: comma, semicolon, tab or bar.
    case csv
    case markdown
    case plain
}
