// SPDX-License-Identifier: Apache-2.0

/// One piece of a document, in reading order. Texts are plain: no Markdown in them, white space as `BlockText` leaves it.
public enum Block: Sendable, Hashable, Codable {
    /// - Parameter level: 1 for the outermost, at most 6.
    case heading(level: Int, text: String)
    /// Running text; a line feed in it is a break that the author made.
    case paragraph(String)
    case item(ListItem)
    case table(Table)
    /// Code and the like: line feeds and leading spaces count.
    case preformatted(String)
    /// What stands below a page or at the end: a footnote, an endnote, a comment.
    case note(String)
}

/// An entry of a list.
public struct ListItem: Sendable, Hashable, Codable {
    /// 0 for the outermost list, at most 8.
    public var depth: Int
    /// The number of an entry of a numbered list as it is shown, such as `3` or `b`, without dot or brackets; nil: a bullet.
    public var number: String?
    public var text: String

    public init(depth: Int, number: String? = nil, text: String) {
        self.depth = depth
        self.number = number
        self.text = text
    }
}

/// Rows of cells. A cell that spans several has its text in the first, the others are empty.
public struct Table: Sendable, Hashable, Codable {
    /// As in the document: rows may differ in length.
    public var rows: [[String]]
    /// The first row names the columns.
    public var hasHeader: Bool
    /// The sheet's name, or a caption.
    public var title: String?

    public init(rows: [[String]], hasHeader: Bool = false, title: String? = nil) {
        self.rows = rows
        self.hasHeader = hasHeader
        self.title = title
    }
}
