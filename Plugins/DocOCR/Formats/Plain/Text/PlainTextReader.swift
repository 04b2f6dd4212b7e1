// SPDX-License-Identifier: Apache-2.0
public import DocumentModel

/// Reads plain text: paragraphs, lists, headings where they are sure, and what must keep its lines.
///
/// Words are never left out nor put into another order. Only lines that run along on every page, above and below page
/// breaks, go.
public enum PlainTextReader {
    /// - Parameter declared: character sets that something outside the file names for it, for `TextBytes.decode`.
    /// - Throws: `unsupported` for what is no text.
    public static func read(
        _ bytes: UnsafeRawBufferPointer,
        declared: [String] = [],
        limits: ReadingLimits = ReadingLimits()
    ) throws(ReadingError) -> ReadDocument {
        read(try TextBytes.decode(bytes, declared: declared, maximumBytes: limits.textBytes), limits: limits)
    }

    /// Reads a text that is decoded already.
    public static func read(_ text: DecodedText, limits: ReadingLimits = ReadingLimits()) -> ReadDocument {
        var groups = TextGroups(shape: TextShape(text.utf8), collector: BlockCollector(limits: limits))
        groups.read(TextLines(text.utf8))
        var document = groups.collector.document
        if text.replaced > 0 {
            document.warn(
                "\(text.replaced) places of the text are no characters in \(text.characterSet): they are shown as U+FFFD"
            )
        }
        if text.isCut { document.warn("the document has more text than is read of one: the rest was left out") }
        return document
    }
}
