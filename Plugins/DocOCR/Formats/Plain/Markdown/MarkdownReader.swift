// SPDX-License-Identifier: Apache-2.0
public import DocumentModel

/// Reads Markdown (CommonMark, with GitHub's tables) through the library md4c.
///
/// Marks for emphasis, links and the like are taken out of texts: a link leaves its text, a picture its description.
/// Comments and HTML tags go; comments are counted as hidden. A front matter gives the title and is not text.
public enum MarkdownReader {
    /// - Throws: `unsupported` for what is no text.
    public static func read(
        _ bytes: UnsafeRawBufferPointer,
        declared: [String] = [],
        limits: ReadingLimits = ReadingLimits()
    ) throws(ReadingError) -> ReadDocument {
        try read(TextBytes.decode(bytes, declared: declared, maximumBytes: limits.textBytes), limits: limits)
    }

    /// Reads a text that is decoded already.
    public static func read(
        _ text: DecodedText,
        limits: ReadingLimits = ReadingLimits()
    ) throws(ReadingError) -> ReadDocument {
        let builder = MarkdownBuilder(limits: limits)
        let matter = FrontMatter(text.utf8)
        if let title = matter.title { builder.title(title) }
        let markdown = text.utf8[matter.length...]
        let hasTables = MarkdownTables.cells(in: markdown) <= limits.cells
        if !hasTables { builder.warn("its tables have too many cells: they were read as text") }
        guard MarkdownParser.parse(markdown, hasTables: hasTables, into: builder) else {
            throw ReadingError(.tooLarge, "the Markdown text needs more memory than there is: divide it")
        }
        var document = builder.finish()
        if text.isCut { document.warn("the document has more text than is read of one: the rest was left out") }
        return document
    }
}
