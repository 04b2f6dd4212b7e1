// SPDX-License-Identifier: GPL-3.0-or-later

/// An entry of a file's outline.
public struct PDFBookmark: Sendable, Hashable, Codable {
    /// 0 for the outermost.
    public var depth: Int
    public var title: String

    public init(depth: Int, title: String) {
        self.depth = depth
        self.title = title
    }
}
