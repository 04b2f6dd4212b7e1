// SPDX-License-Identifier: Apache-2.0
import TaskKit

/// `document_summary` of files that hold nothing but text: what the tests of contract B run, so that they hang on no
/// library for documents.
struct PlainDocument: AITask {
    struct Input: Decodable, Sendable {
        var fileURL: String
        var fileName: String?

        private enum CodingKeys: String, CodingKey {
            case fileURL = "file_url"
            case fileName = "file_name"
        }
    }
    struct Usage: Codable, Sendable {
        var tokens: Int
        var pages: Int
        var ocrPages: Int
        var cacheHits: Int

        private enum CodingKeys: String, CodingKey {
            case tokens, pages
            case ocrPages = "ocr_pages"
            case cacheHits = "cache_hits"
        }
    }
    struct Result: Codable, Sendable {
        var summaryMarkdown: String
        var wordCount: Int
        var processingMilliseconds: Int
        var chunks: Int
        var textKey: String
        var usage: Usage

        private enum CodingKeys: String, CodingKey {
            case summaryMarkdown = "summary_markdown"
            case wordCount = "word_count"
            case processingMilliseconds = "processing_ms"
            case chunks
            case textKey = "s3_text_key"
            case usage
        }
    }

    static let name = "document_summary"
    static let version = "1.0.0"
    static let capabilities: Set<Capability> = [.complete, .fetch, .store]

    func run(_ input: Input, in context: TaskContext) async throws -> Result {
        let began = ContinuousClock.now
        let file = try await context.fetch(FetchRequest(input.fileURL, maximumBytes: 1 << 20))
        let text = file.buffer.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw TaskError(.permanent, code: "no_text", message: "the file has no readable text")
        }
        let key = "processed/\(context.jobID)/text.txt"
        _ = try await context.store(.text(text), as: key, mediaType: "text/plain")
        let answer = try await context.complete(
            Prompt([.instruction("Summarize."), .document(text)], temperature: 0.3, targetWords: 40)
        )
        let passed = began.duration(to: .now).components
        return Result(
            summaryMarkdown: "## Summary\n\n\(answer.text)",
            wordCount: text.split(whereSeparator: \.isWhitespace).count,
            processingMilliseconds: Int(passed.seconds * 1000 + passed.attoseconds / 1_000_000_000_000_000),
            chunks: 1,
            textKey: key,
            usage: Usage(tokens: 0, pages: 1, ocrPages: 0, cacheHits: 0)
        )
    }
}
