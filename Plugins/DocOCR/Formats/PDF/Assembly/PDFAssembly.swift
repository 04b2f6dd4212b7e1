// SPDX-License-Identifier: GPL-3.0-or-later
public import DocumentModel

/// Puts a document's pages together: what goes on over the end of a page, what is on every page, what is a heading by
/// comparison with the rest.
public enum PDFAssembly {
    /// What became of a page.
    public enum Page: Sendable, Hashable, Codable {
        /// Its own text is taken, whatever was decided about it.
        case read(PDFPage)
        /// It was recognized; the blocks stand in for its own text.
        case recognized(number: Int, blocks: [Block])
        /// It is lost, with the reason: "it took longer than 8 s".
        case failed(number: Int, reason: String)
    }

    /// - Parameter pages: in their order.
    public static func document(
        from pages: [Page],
        title: String? = nil,
        outline: [PDFBookmark] = [],
        limits: ReadingLimits = ReadingLimits()
    ) -> ReadDocument {
        var collector = BlockCollector(limits: limits)
        if let title { collector.title(title) }
        var document = DocumentLines()
        var recognized: [(page: Int, blocks: [Block])] = []
        for page in pages {
            switch page {
            case .read(let page):
                collector.hide(page.hidden)
                if page.isCut {
                    collector.warn("page \(page.number) was read in part: it has more in it than one page may take")
                }
                document.append(page)
            case .recognized(_, let blocks):
                recognized.append((document.heights.count, blocks))
                document.appendEmptyPage()
            case .failed(let number, let reason):
                collector.warn("page \(number) was left out: \(reason)")
                document.appendEmptyPage()
            }
        }
        for block in blocks(document, recognized[...], outline) { collector.append(block) }
        return collector.document
    }

    private static func blocks(
        _ pages: DocumentLines,
        _ recognized: ArraySlice<(page: Int, blocks: [Block])>,
        _ outline: [PDFBookmark]
    ) -> [Block] {
        var document = pages
        let left = RunningHeads(document).lines()
        // Where a third of all is on every page, it is what the pages say: forms, slides, copies of one page.
        let leftBytes = left.reduce(0) { $0 + document.lines[$1].text.count }
        let allBytes = document.lines.reduce(0) { $0 + $1.text.count }
        if !left.isEmpty, leftBytes * 3 < allBytes {
            document.lines = document.lines.enumerated().filter { !left.contains($0.offset) }.map(\.element)
        }
        document.findMargins()
        let style = DocumentStyle(document)
        Footnotes.mark(&document, style: style)
        var builder = BlockBuilder(document, style: style, outline: outline)
        var others = recognized
        for (index, line) in document.lines.enumerated() {
            while let other = others.first, other.page < line.page {
                builder.take(other.blocks)
                others.removeFirst()
            }
            builder.take(line, next: index + 1 < document.lines.count ? document.lines[index + 1] : nil)
        }
        for other in others { builder.take(other.blocks) }
        return builder.finish()
    }
}
