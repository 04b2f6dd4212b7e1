// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import TaskKit

/// `document_summary`: contract B's work. Reads a document, keeps its text, and summarizes it in chunks.
struct DocumentSummary: AITask {
    typealias Input = DocumentText.Input
    struct Result: Codable, Sendable {
        var summaryMarkdown: String
        var wordCount: Int
        var processingMs: Int
        var chunks: Int
        /// The artifact's key.
        var s3TextKey: String
        var title: String?
        var model: String
        var fileType: String
        var warnings: [String]
        /// Pages that were not simply a text layer.
        var pages: [PageReport]
        var usage: DocumentUsage

        enum CodingKeys: String, CodingKey {
            case chunks, title, model, warnings, pages, usage
            case summaryMarkdown = "summary_markdown"
            case wordCount = "word_count"
            case processingMs = "processing_ms"
            case s3TextKey = "s3_text_key"
            case fileType = "file_type"
        }
    }

    static let name = "document_summary"
    static let version = DocumentTasks.version
    static let capabilities: Set<Capability> = [.fetch, .store, .cache, .map, .complete]
    static let defaultDeadline: Duration? = .seconds(600)

    /// Chunks of one document: beyond, its summary would be of no use and its price of any size.
    private static let mostChunks = 2_000
    private static let preselectOver = 20_000

    func run(_ input: Input, in context: TaskContext) async throws -> Result {
        let start = ContinuousClock.now
        let settings = try context.settings(as: DocumentSettings.self).checked()
        let outcome = try await FileReading(context: context, settings: settings)
            .read(url: input.fileUrl, name: input.fileName)
        let text = try StoredText(outcome.reading)
        let artifact = try await text.store(in: context)
        let calibration = Calibration(context: context, model: settings.model)
        let scale = await calibration.scale()
        let chunks = try chunks(of: outcome.reading.document.blocks, words: text.words, settings, scale)
        let summarizer = Summarizer(
            prompts: SummaryPrompts(settings: settings),
            windowTokens: Double(settings.windowTokens ?? 48_000),
            parallel: settings.parallelCalls ?? 48,
            factor: scale.factor,
            context: context
        )
        let summary = try await summarizer.summary(of: chunks, title: outcome.reading.document.title)
        await calibration.learn(summary.scale)
        var usage = DocumentUsage(outcome)
        usage.inputTokens = summary.inputTokens
        usage.outputTokens = summary.outputTokens
        usage.tokens = summary.inputTokens + summary.outputTokens
        return Result(
            summaryMarkdown: summary.markdown,
            wordCount: text.words,
            processingMs: start.millisecondsToNow,
            chunks: chunks.count,
            s3TextKey: artifact.key,
            title: outcome.reading.document.title,
            model: summary.model,
            fileType: outcome.reading.fileType,
            warnings: outcome.reading.document.allWarnings,
            pages: outcome.reading.facts.notes.map(PageReport.init),
            usage: usage
        )
    }

    private func chunks(
        of blocks: [Block],
        words: Int,
        _ settings: DocumentSettings,
        _ scale: TokenScale
    ) throws(TaskError) -> [Chunk] {
        var blocks = blocks
        if let ratio = settings.preselect, ratio < 1, words > settings.preselectOver ?? Self.preselectOver {
            blocks = Preselection.selected(blocks, ratio: ratio)
        }
        let chunker =
            settings.chunkTokens.map { Chunker(tokens: $0, overlap: settings.chunkOverlap ?? $0 / 8, scale: scale) }
            ?? Chunker(
                words: settings.chunkWords ?? 1_200,
                overlap: settings.chunkOverlap ?? min(150, (settings.chunkWords ?? 1_200) / 8)
            )
        let chunks = chunker.chunks(of: Pieces(blocks))
        guard !chunks.isEmpty else {
            throw TaskError(.permanent, code: "no_text", message: "the document has no text to summarize")
        }
        guard chunks.count <= Self.mostChunks else {
            throw TaskError(
                .permanent,
                code: "document_too_long",
                message:
                    "the document has \(words) words, which are \(chunks.count) parts: more than \(Self.mostChunks) are "
                    + "not summarized. Send it in pieces, or set larger chunks or `preselect`"
            )
        }
        return chunks
    }
}
