// SPDX-License-Identifier: Apache-2.0

/// What a paragraph is in its document, as its properties say when it ends.
public struct ParagraphRole: Sendable, Hashable {
    /// How many tables it is inside; 0: none.
    public var tableLevel = 0
    /// 1 for the outermost heading; nil: no heading.
    public var heading: Int?
    /// The entry of a list that it is.
    public var entry: Entry?

    /// An entry of a list.
    public struct Entry: Sendable, Hashable {
        /// 0 for the outermost list.
        public var depth: Int
        /// What is printed in front of it, as the document has it: `3.`, `(b)`, a bullet.
        public var marker: String

        public init(depth: Int, marker: String) {
            self.depth = depth
            self.marker = marker
        }
    }

    public init(tableLevel: Int = 0, heading: Int? = nil, entry: Entry? = nil) {
        self.tableLevel = tableLevel
        self.heading = heading
        self.entry = entry
    }
}

extension ParagraphRole.Entry {
    /// The number without its dots and brackets; nil for a bullet.
    public var number: String? {
        let trimmed = marker.unicodeScalars.filter { !$0.properties.isWhitespace }
        let core = trimmed.drop { "([{<-–—".unicodeScalars.contains($0) }
        var end = core.endIndex
        while end > core.startIndex {
            let before = core.index(before: end)
            guard ".)]}>:;,-–—".unicodeScalars.contains(core[before]) else { break }
            end = before
        }
        let number = String(String.UnicodeScalarView(core[..<end]))
        guard let first = number.unicodeScalars.first,
            first.properties.isAlphabetic || first.properties.numericType != nil
        else { return nil }
        // In Courier New this letter is drawn as a hollow bullet, and Word's own lists use it so.
        return number == "o" && trimmed.count == 1 ? nil : number
    }
}
