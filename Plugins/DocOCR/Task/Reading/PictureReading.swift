// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import OCR
import TaskKit

/// A picture, or many in one file: every page is read from its pixels.
struct PictureReading: Sendable {
    let context: TaskContext
    let settings: DocumentSettings
    let file: InspectFile.Result
    let buffer: Buffer

    func read() async throws -> FileReading.Outcome {
        let pages = PagePictures(context: context, settings: settings, file: file, buffer: buffer, isPDF: false)
        let ends = try await pages.read(Array(1...max(1, file.pages)))
        // When every page fails in the same way, that is what the file is.
        if case .failure(let error)? = ends.first, ends.allSatisfy({ (try? $0.get()) == nil }) {
            throw LostPart.error(error, file.description)
        }
        var outcome = FileReading.Outcome(
            reading: Reading(document: ReadDocument(), fileType: file.description, sha256: file.sha256),
            cacheHits: 0
        )
        outcome.reading.facts.pages = ends.count
        for (index, end) in ends.enumerated() {
            switch end {
            case .success(let found):
                outcome.reading.document.blocks += found.page.blocks
                outcome.reading.facts.ocrPages += 1
                if found.wasCached { outcome.cacheHits += 1 }
            case .failure(let error): outcome.reading.lose(page: index + 1, error)
            }
        }
        return outcome
    }
}

extension Reading {
    /// Notes that a page could not be read.
    mutating func lose(page: Int, _ error: TaskError) {
        facts.lostPages += 1
        note(PageNote(page: page, source: .lost, reason: error.message))
        document.warn(
            "page \(page) could not be read: \(error.code == "part_crashed" ? "reading it ended its process" : error.message)"
        )
    }

    mutating func note(_ note: PageNote) { if facts.notes.count < 1_000 { facts.notes.append(note) } }
}
