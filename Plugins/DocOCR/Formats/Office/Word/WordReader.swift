// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Reads a word processor's document (DOCX, ISO 29500-1 clause 11).
enum WordReader {
    /// - Parameter part: the document's main part.
    static func read(_ package: OfficePackage, part: String) throws(ReadingError) -> ReadDocument {
        let relationships = try package.relationships(of: part)
        let styles = WordStyles()
        if let list = relationships.first("styles") { try package.read(list, to: styles) }
        let numbering = WordNumbering()
        if let list = relationships.first("numbering") { try package.read(list, to: numbering) }

        var sink = BlockSink(BlockCollector(limits: package.limits), limits: package.limits)
        let body = WordStory(sink: sink, styles: styles, numbering: numbering)
        guard try package.read(part, to: body) else { throw package.missing(part) }
        body.finish()
        sink = body.sink
        for kind in ["footnotes", "endnotes", "comments"] {
            guard !sink.isFull, let notes = relationships.first(kind) else { continue }
            let story = WordStory(sink: sink, styles: styles, numbering: numbering)
            try package.read(notes, to: story)
            story.finish()
            sink = story.sink
        }
        return try package.finish(sink.collector)
    }
}
