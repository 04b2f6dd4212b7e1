// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Reads parts that hold shapes with text beside a document's own: drawings on sheets, diagrams and charts.
enum Drawing {
    /// The text of a part that holds nothing but shapes, and of the charts on it.
    static func read(
        _ part: String,
        of package: OfficePackage,
        into collector: BlockCollector
    ) throws(ReadingError) -> BlockCollector {
        let story = SlideStory(sink: BlockSink(collector, limits: package.limits), mode: .drawing)
        try package.read(part, to: story)
        story.finish()
        var sink = story.sink
        sink = try attach(story.attachments, of: part, in: package, to: sink)
        return sink.collector
    }

    /// Reads the charts and diagrams that a part refers to.
    static func attach(
        _ attachments: [String],
        of part: String,
        in package: OfficePackage,
        to sink: BlockSink
    ) throws(ReadingError) -> BlockSink {
        guard !attachments.isEmpty else { return sink }
        var sink = sink
        let relationships = try package.relationships(of: part)
        for id in attachments {
            guard !sink.isFull, let entry = relationships.all[id] else { continue }
            switch entry.kind {
            case "chart":
                let chart = Chart(limits: package.limits)
                try package.read(entry.part, to: chart)
                for block in chart.blocks { sink.append(block) }
            case "diagramData":
                let story = SlideStory(sink: sink, mode: .drawing)
                try package.read(entry.part, to: story)
                story.finish()
                sink = story.sink
            default: continue
            }
        }
        return sink
    }
}
