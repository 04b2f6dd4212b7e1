// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Reads a presentation (PPTX, ISO 29500-1 clause 13): slide after slide, each with its notes behind it.
enum PresentationReader {
    /// The slides' relationships, in the order in which they are shown.
    private final class SlideList: XMLHandler {
        typealias Name = DrawingName
        private(set) var relationships: [String] = []

        func start(_ name: Name, _ attributes: borrowing XMLAttributes<Name>) -> Bool {
            if name == .slideID, let id = attributes.string(.relationship) { relationships.append(id) }
            return true
        }

        var isDone: Bool { relationships.count > 100_000 }
    }

    static func read(_ package: OfficePackage, part: String) throws(ReadingError) -> ReadDocument {
        let list = SlideList()
        guard try package.read(part, to: list) else { throw package.missing(part) }
        let relationships = try package.relationships(of: part)
        guard list.relationships.count <= package.limits.pages else {
            throw ReadingError(
                .tooLarge,
                "The file is \(package.label) of more than \(package.limits.pages) slides, "
                    + "which is more than is read of one. Split it."
            )
        }
        var collector = BlockCollector(limits: package.limits)
        var hidden = 0
        for id in list.relationships {
            guard !collector.isFull else { break }
            guard let entry = relationships.all[id], entry.kind == "slide" else { continue }
            var isHidden = false
            collector = try slide(entry.part, package, collector, &isHidden)
            if isHidden { hidden += 1 }
        }
        if hidden > 0 { collector.warn("hidden slides were left out: \(hidden)") }
        return try package.finish(collector)
    }

    private static func slide(
        _ part: String,
        _ package: OfficePackage,
        _ collector: BlockCollector,
        _ isHidden: inout Bool
    ) throws(ReadingError) -> BlockCollector {
        var sink = BlockSink(collector, limits: package.limits)
        // The title is known at the end, and stands first.
        sink.startAside()
        let story = SlideStory(sink: sink, mode: .slide)
        try package.read(part, to: story)
        sink = story.sinkBeforeTitle()
        isHidden = story.isSlideHidden
        sink = try Drawing.attach(story.attachments, of: part, in: package, to: sink)
        guard !isHidden else { return sink.collector }
        let relationships = try package.relationships(of: part)
        if let notes = relationships.first("notesSlide") {
            let story = SlideStory(sink: sink, mode: .notes)
            try package.read(notes, to: story)
            story.finish()
            sink = story.sink
        }
        if let comments = relationships.first("comments") {
            let reader = SlideComments(sink)
            try package.read(comments, to: reader)
            sink = reader.sink
        }
        return sink.collector
    }
}
