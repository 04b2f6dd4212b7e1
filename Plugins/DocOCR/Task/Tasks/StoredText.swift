// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import TaskKit

/// A document's text as it is stored, counted and cut.
struct StoredText: Sendable {
    let markdown: String
    let words: Int

    /// - Throws: `TaskError`, permanent, `no_text`.
    init(_ reading: Reading) throws(TaskError) {
        markdown = Markdown.text(of: reading.document.blocks)
        words = WordCount.words(in: markdown)
        guard
            markdown.unicodeScalars.contains(where: { $0.properties.isAlphabetic || $0.properties.numericType != nil })
        else {
            let lost = reading.facts.lostPages
            let why =
                lost > 0
                ? "\(lost) of its \(reading.facts.pages) pages could not be read" : "it was read, and there is none"
            throw TaskError(.permanent, code: "no_text", message: "\(reading.fileType) has no readable text: \(why)")
        }
    }

    /// Keeps it where contract B's receivers look for it.
    func store(in context: TaskContext) async throws -> Artifact {
        try await context.store(.text(markdown), as: "processed/\(context.jobID)/text.txt", mediaType: "text/plain")
    }
}
