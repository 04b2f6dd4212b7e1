// SPDX-License-Identifier: Apache-2.0
//
// Swift snippets of docs/writing-tasks.md, held to it by SnippetTests.
import TaskKit
import TaskKitTesting
import Testing

struct CountWords: BlockingTask {
    struct Input: Decodable, Sendable { var url: String }
    struct Result: Codable, Sendable { var words: Int }
    static let name = "count_words"
    static let version = "1.0.0"
    static let capabilities: Set<Capability> = [.fetch]

    func run(_ input: Input, in context: BlockingContext) throws -> Result {
        let page = try context.fetch(input.url)
        var words = 0
        for line in page.buffer.bytes.split(separator: UInt8(ascii: "\n")) {
            try context.checkCancellation()
            words += line.split(separator: UInt8(ascii: " ")).count
        }
        return Result(words: words)
    }
}

struct Tuning: Decodable, SchemaDescribing {
    enum Tone: String, Decodable, CaseIterable { case dry, warm }
    var words: Int?
    var tone: Tone?
    static let fieldNotes: [String: FieldNote] = [
        "words": FieldNote("Length of the report.", range: 20...1000)
    ]
}

/// One after the other, as a task might use them.
enum Snippets {
    static func settings(_ context: TaskContext) throws -> Int {
        let tuning = try context.settings(as: Tuning.self)
        let words = tuning.words ?? 120
        return words
    }

    static func models(_ context: TaskContext, _ text: String) async throws -> String {
        let prompt = Prompt([.instruction("Name this text in five words."), .document(text)], temperature: 0.2)
        let title = try await context.complete(prompt)
        guard !title.text.isEmpty else {
            title.reject("the title is empty")
            throw TaskError(.retryable, code: "no_title", message: "the model gave no title")
        }
        let answer = try await context.complete(prompt) { piece in context.partial(piece) }
        let scan = try await context.fetch("https://example.org/scan.png")
        let said = try await context.complete(
            Prompt([.instruction("What does it show?"), .attachment(scan.buffer, mediaType: scan.mediaType)])
        )
        return [title.text, answer.text, said.text].joined(separator: "|")
    }

    static func verdict(_ context: TaskContext, _ prompt: Prompt) async throws -> Bool {
        struct Verdict: Decodable, Sendable { var isSpam: Bool; var reasons: [String] }
        let verdict = try await context.complete(prompt, as: Verdict.self) { verdict in
            guard !verdict.isSpam || !verdict.reasons.isEmpty else {
                throw TaskError(.permanent, code: "no_reason", message: "spam needs a reason")
            }
        }
        return verdict.value.isSpam
    }

    static func vectors(_ context: TaskContext, _ question: String, _ passages: [String]) async throws -> Int? {
        let vectors = try await context.embed([question] + passages)
        let best = (1..<vectors.count).max { vectors.similarity(0, $0) < vectors.similarity(0, $1) }
        return best
    }

    static func documents(_ context: TaskContext, _ pageCount: Int) async throws -> Bool {
        let request = FetchRequest("https://example.org/a.pdf", maximumBytes: 20 << 20, mediaTypes: ["application/pdf"])
        let file = try await context.fetch(request)
        let isPDF = file.buffer.withUnsafeBytes { $0.starts(with: "%PDF".utf8) }
        let inputs = (0..<pageCount).map { ReadPage.Input(number: $0) }
        let pages = try await context.map(ReadPage.self, inputs, buffer: file.buffer, partDeadline: .seconds(20))
        for (number, page) in pages.enumerated() {
            if case .failure(let error) = page { context.log(.warning, "page \(number) is lost: \(error.code)") }
        }
        for number in 0..<pageCount {
            try context.checkCancellation()
            context.progress(number, of: pageCount)
        }
        return isPDF
    }

    static func keeping(_ context: TaskContext, _ text: String) async throws -> [String] {
        let artifact = try await context.store(.text(text), as: "texts/\(context.jobID).txt", mediaType: "text/plain")
        let key = "outline 2 \(artifact.sha256)"
        if let outline = try await context.cached(key, as: [String].self) { return outline }
        let outline = text.split(separator: "\n").map(String.init)
        try await context.cache(outline, as: key)
        return outline
    }

    static func saying(_ context: TaskContext) async throws -> UInt8? {
        let buffer = try await context.makeBuffer(size: 1 << 20)
        buffer.withUnsafeMutableBytes { $0.storeBytes(of: 7, as: UInt8.self) }
        context.progress(3, of: 10, "reading")
        context.partial("The first chapter …")
        context.log("a line of the host's log, without personal text")
        return buffer.bytes.first
    }
}

/// The task of the page's unit test.
struct Judge: AITask {
    struct Input: Decodable, Sendable { var text: String }
    struct Result: Codable, Sendable { var grade: Int }
    static let name = "judge"
    static let version = "1.0.0"
    static let capabilities: Set<Capability> = [.complete]

    func run(_ input: Input, in context: TaskContext) async throws -> Result {
        try await context.complete(Prompt([.instruction("Grade it."), .document(input.text)]), as: Result.self).value
    }
}
