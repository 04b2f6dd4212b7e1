// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import PDFFormat
import TaskKit

/// Part: reads the text layer of some pages of a PDF, and decides for each whether it is one.
struct ReadPages: BlockingTask {
    struct Input: Codable, Sendable {
        /// From 1, both included.
        var first: Int
        var last: Int
    }
    struct Result: Codable, Sendable {
        /// From `first` on; fewer than asked for when the time was up.
        var pages: [Entry]
    }
    /// A page, or why there is none.
    struct Entry: Codable, Sendable {
        var page: PDFPage?
        var error: String?
    }

    /// Seconds of one page: the reader ends it by itself after 6.
    static let pageSeconds = 6.5
    /// Seconds after which no further page is begun.
    static let rangeSeconds = 2.5

    static let name = "read_pdf_pages"
    static let version = DocumentTasks.version
    static let isPart = true
    static let concurrency: Int? = 1
    static let resultSchema = #"{"type":"object"}"#

    func run(_ input: Input, in context: BlockingContext) throws -> Result {
        guard let buffer = context.buffer else { throw DocumentTasks.noBuffer }
        let start = ContinuousClock.now
        return try buffer.withUnsafeBytes { bytes in
            do throws(ReadingError) {
                let file = try PDFFile(bytes: bytes, limits: DocumentTasks.limits)
                var result = Result(pages: [])
                for number in input.first...max(input.first, input.last) {
                    do throws(ReadingError) {
                        result.pages.append(Entry(page: try file.page(number), error: nil))
                    } catch {
                        result.pages.append(Entry(page: nil, error: error.message))
                    }
                    if ContinuousClock.now - start > .seconds(Self.rangeSeconds) || context.isCancelled { break }
                }
                return result
            } catch {
                throw TaskError(error)
            }
        }
    }
}
