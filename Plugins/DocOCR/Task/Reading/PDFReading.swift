// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import OCR
import PDFFormat
import TaskKit

/// A PDF: text layers in ranges of pages, several at once; then, from their pixels, the pages that have no layer worth
/// having; then all of them as one document.
struct PDFReading: Sendable {
    /// Pages of one part: many enough that a part's start costs little, few enough that all cores have work.
    private static let range = 8...64

    let context: TaskContext
    let settings: DocumentSettings
    let file: InspectFile.Result
    let buffer: Buffer

    func read() async throws -> FileReading.Outcome {
        var pages = try await layers()
        var outcome = FileReading.Outcome(
            reading: Reading(document: ReadDocument(), fileType: file.description, sha256: file.sha256),
            cacheHits: 0
        )
        outcome.reading.facts.pages = file.pages
        try await fill(&pages, &outcome)
        let document = PDFAssembly.document(
            from: pages.enumerated().map { $1.assembled($0 + 1) },
            title: file.title,
            outline: file.outline ?? [],
            limits: DocumentTasks.limits
        )
        let warnings = outcome.reading.document.warnings
        outcome.reading.document = document
        for warning in warnings { outcome.reading.document.warn(warning) }
        return outcome
    }

    /// What is known of a page so far.
    private enum Page {
        case layer(PDFPage)
        case picture(PagePictures.Found)
        case lost(TaskError)

        static func lost(_ entry: ReadPages.Entry) -> Page {
            let message = entry.error ?? "nothing came of it"
            return .lost(TaskError(.permanent, code: "damaged_file", message: message))
        }

        func assembled(_ number: Int) -> PDFAssembly.Page {
            switch self {
            case .layer(let page): .read(page)
            case .picture(let found): .recognized(number: number, blocks: found.page.blocks)
            case .lost(let error):
                .failed(
                    number: number,
                    reason: error.code == "part_crashed" ? "reading it ended its process" : error.message
                )
            }
        }
    }

    private func layers() async throws -> [Page] {
        var pages = [Page?](repeating: nil, count: file.pages)
        var ranges = Self.ranges(file.pages)
        while !ranges.isEmpty {
            try context.checkCancellation()
            context.progress(pages.count { $0 != nil }, of: file.pages, "reading pages")
            // Results of more at once would not fit into one answer.
            let lot = Array(ranges.prefix(8))
            ranges.removeFirst(lot.count)
            let ends = try await context.map(
                ReadPages.self,
                lot.map { ReadPages.Input(first: $0.lowerBound, last: $0.upperBound) },
                buffer: buffer,
                partDeadline: .seconds(ReadPages.pageSeconds + ReadPages.rangeSeconds)
            )
            for (range, end) in zip(lot, ends) {
                switch end {
                case .success(let found):
                    for (index, entry) in found.pages.prefix(range.count).enumerated() {
                        pages[range.lowerBound - 1 + index] = entry.page.map { .layer($0) } ?? .lost(entry)
                    }
                    let next = range.lowerBound + max(1, found.pages.count)
                    if next <= range.upperBound { ranges.append(next...range.upperBound) }
                case .failure(let error) where error.class == .permanent: throw error
                case .failure(let error) where error.class == .cancelled: throw error
                case .failure(let error):
                    // One page of these ends its process or hangs: alone, it is the only one that is lost.
                    if range.count == 1 {
                        pages[range.lowerBound - 1] = .lost(error)
                    } else {
                        ranges.append(contentsOf: range.map { $0...$0 })
                    }
                }
            }
        }
        return pages.map {
            $0 ?? .lost(TaskError(.retryable, code: "timed_out", message: "the page was not read in time"))
        }
    }

    static func ranges(_ count: Int) -> [ClosedRange<Int>] {
        guard count > 0 else { return [] }
        let size = max(range.lowerBound, min((count + 3) / 4, range.upperBound))
        return stride(from: 1, through: count, by: size).map { $0...min($0 + size - 1, count) }
    }

    /// Reads from pixels what has to be, and notes what was done with which page.
    private func fill(_ pages: inout [Page], _ outcome: inout FileReading.Outcome) async throws {
        var wanted: [(number: Int, reason: String)] = []
        for (index, page) in pages.enumerated() {
            switch page {
            case .layer(let layer):
                switch layer.decision {
                case .ocr(let reason): wanted.append((index + 1, reason))
                case .textLayer where settings.ocr == .always: wanted.append((index + 1, "the settings ask for OCR"))
                case .empty(let reason):
                    outcome.reading.note(PageNote(page: index + 1, source: .empty, reason: reason))
                case .textLayer: break
                }
            case .lost(let error): outcome.reading.lose(page: index + 1, error)
            case .picture: break
            }
        }
        guard settings.ocr != .never, !wanted.isEmpty else { return }
        let pictures = PagePictures(context: context, settings: settings, file: file, buffer: buffer, isPDF: true)
        let ends = try await pictures.read(wanted.map(\.number))
        for (want, end) in zip(wanted, ends) {
            switch end {
            case .success(let found):
                pages[want.number - 1] = .picture(found)
                outcome.reading.facts.ocrPages += 1
                if found.wasCached { outcome.cacheHits += 1 }
                outcome.reading.note(PageNote(page: want.number, source: .ocr, reason: want.reason))
            case .failure(let error) where error.class == .cancelled: throw error
            // What the text layer had is better than nothing.
            case .failure(let error): outcome.reading.lose(page: want.number, error)
            }
        }
        // Every page is a picture, and none can be read: that is what is wrong with the file.
        if wanted.count == pages.count, case .failure(let error)? = ends.first,
            ends.allSatisfy({ (try? $0.get()) == nil })
        {
            throw LostPart.error(error, file.description)
        }
    }
}
