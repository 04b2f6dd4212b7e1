// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import TaskKit

/// `document_text`: a document's text and structure, as Markdown, without any model.
struct DocumentText: AITask {
    struct Input: Decodable, Sendable {
        /// Absolute, http or https.
        var fileUrl: String
        /// A hint between kinds of text, such as `notes.csv`.
        var fileName: String?

        enum CodingKeys: String, CodingKey {
            case fileUrl = "file_url"
            case fileName = "file_name"
        }
    }
    struct Result: Codable, Sendable {
        /// The artifact's key.
        var textKey: String
        /// The text itself, if it has at most 256 KiB.
        var text: String?
        var title: String?
        var fileType: String
        var wordCount: Int
        var processingMs: Int
        var warnings: [String]
        /// Pages that were not simply a text layer.
        var pages: [PageReport]
        var usage: DocumentUsage

        enum CodingKeys: String, CodingKey {
            case text, title, warnings, pages, usage
            case textKey = "text_key"
            case fileType = "file_type"
            case wordCount = "word_count"
            case processingMs = "processing_ms"
        }
    }

    static let name = "document_text"
    static let version = DocumentTasks.version
    static let capabilities: Set<Capability> = [.fetch, .store, .cache, .map]
    static let defaultDeadline: Duration? = .seconds(600)

    func run(_ input: Input, in context: TaskContext) async throws -> Result {
        let start = ContinuousClock.now
        let settings = try context.settings(as: DocumentSettings.self).checked()
        let outcome = try await FileReading(context: context, settings: settings)
            .read(url: input.fileUrl, name: input.fileName)
        let text = try StoredText(outcome.reading)
        let artifact = try await text.store(in: context)
        return Result(
            textKey: artifact.key,
            text: text.markdown.utf8.count <= 256 << 10 ? text.markdown : nil,
            title: outcome.reading.document.title,
            fileType: outcome.reading.fileType,
            wordCount: text.words,
            processingMs: start.millisecondsToNow,
            warnings: outcome.reading.document.allWarnings,
            pages: outcome.reading.facts.notes.map(PageReport.init),
            usage: DocumentUsage(outcome)
        )
    }
}

/// What a document took.
struct DocumentUsage: Codable, Sendable {
    /// Of all model calls, in and out.
    var tokens = 0
    var inputTokens = 0
    var outputTokens = 0
    var pages: Int
    /// Pages that were read from their pixels.
    var ocrPages: Int
    /// Whole documents and single pages that had been read before.
    var cacheHits: Int

    enum CodingKeys: String, CodingKey {
        case tokens, pages
        case inputTokens = "input_tokens"
        case outputTokens = "output_tokens"
        case ocrPages = "ocr_pages"
        case cacheHits = "cache_hits"
    }

    init(_ outcome: FileReading.Outcome) {
        pages = outcome.reading.facts.pages
        ocrPages = outcome.reading.facts.ocrPages
        cacheHits = outcome.cacheHits
    }
}

/// How one page was read, and why so.
struct PageReport: Codable, Sendable {
    var page: Int
    /// `ocr`, `lost` or `empty`.
    var source: String
    var reason: String

    init(_ note: PageNote) {
        page = note.page
        source = note.source.rawValue
        reason = note.reason
    }
}

extension ReadDocument {
    /// With how much was left out because nobody could see it.
    var allWarnings: [String] {
        hiddenCharacters == 0
            ? warnings : warnings + ["\(hiddenCharacters) characters that nobody could see were left out"]
    }
}

extension ContinuousClock.Instant {
    var millisecondsToNow: Int { Int((duration(to: .now) / .milliseconds(1)).rounded()) }
}
