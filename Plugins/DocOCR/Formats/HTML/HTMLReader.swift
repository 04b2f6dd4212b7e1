// SPDX-License-Identifier: Apache-2.0
public import DocumentModel
public import PlainFormats

/// Reads HTML and XHTML: what a person sees in a browser, as blocks.
///
/// Kept: headings, paragraphs, lists with their numbers, tables, what is preformatted, descriptions of pictures that do
/// not only decorate, navigation and footers too. Left out and counted: comments, and text that is hidden by the attribute
/// `hidden`, by its style, or by a rule of the file for its class or id. Left out: scripts, styles, drawings.
public enum HTMLReader {
    /// - Parameter declared: character sets that something outside the file names, such as `Content-Type`.
    /// - Throws: `unsupported` for what is no text; `tooLarge` for elements inside one another without end.
    public static func read(
        _ bytes: UnsafeRawBufferPointer,
        declared: [String] = [],
        limits: ReadingLimits = ReadingLimits()
    ) throws(ReadingError) -> ReadDocument {
        let names = declared + DeclaredCharacterSet.names(in: bytes)
        let text = try TextBytes.decode(bytes, declared: names, maximumBytes: limits.unpackedBytes)
        return try read(text, limits: limits)
    }

    /// Reads HTML that is decoded already.
    public static func read(
        _ text: DecodedText,
        limits: ReadingLimits = ReadingLimits()
    ) throws(ReadingError) -> ReadDocument {
        let builder = HTMLBuilder(limits: limits)
        let isParsed = text.utf8.withUnsafeBytes { HTMLParser.parse($0, into: builder) }
        guard isParsed else {
            throw ReadingError(.tooLarge, "the HTML file needs more memory than there is: divide it")
        }
        if let failure = builder.failure { throw failure }
        var document = builder.finish()
        if text.replaced > 0 {
            document.warn(
                "\(text.replaced) places of the text are no characters in \(text.characterSet): they are shown as U+FFFD"
            )
        }
        return document
    }
}
