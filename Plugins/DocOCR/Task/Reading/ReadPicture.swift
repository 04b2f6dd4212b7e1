// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import OCR
import PDFFormat
import Pictures
import TaskKit

/// Part: reads one page from its pixels, a page of a PDF or of a picture. What was read is in the cache before this
/// ends, so that a job that dies, or the same file sent again, reads no page twice.
struct ReadPicture: BlockingTask {
    struct Input: Codable, Sendable {
        /// From 1.
        var page: Int
        var isPDF: Bool
        var languages: [String]
        /// The page's in the site's cache.
        var key: String
    }
    struct Result: Codable, Sendable {
        var page: OCRPage
        var wasCached: Bool
    }

    /// Seconds of one page, rendering included.
    static let seconds = 8.0

    static let name = "read_page_picture"
    static let version = DocumentTasks.version
    static let capabilities: Set<Capability> = [.cache]
    static let isPart = true
    static let concurrency: Int? = 1
    static let resultSchema = #"{"type":"object"}"#

    private let reader = PageReader()

    func run(_ input: Input, in context: BlockingContext) throws -> Result {
        if let page = try context.cached(input.key, as: OCRPage.self) { return Result(page: page, wasCached: true) }
        guard let buffer = context.buffer else { throw DocumentTasks.noBuffer }
        let end = ContinuousClock.now + .seconds(Self.seconds - 0.5)
        let page = try buffer.withUnsafeBytes { bytes in
            do throws(OCRFailure) {
                let languages: OCRLanguages
                let picture: Picture
                do throws(ReadingError) {
                    languages = try OCRLanguages(tags: input.languages)
                    picture = try Self.picture(bytes, input)
                } catch {
                    throw OCRFailure.unreadable(error)
                }
                let left = ContinuousClock.now.duration(to: end) / .seconds(1)
                return try reader.read(picture, languages: languages, seconds: max(0.1, left))
            } catch {
                throw Self.taskError(error, page: input.page)
            }
        }
        _ = try? context.cache(page, as: input.key)
        return Result(page: page, wasCached: false)
    }

    private static func picture(_ bytes: UnsafeRawBufferPointer, _ input: Input) throws(ReadingError) -> Picture {
        guard input.isPDF else { return try PictureFile(bytes, limits: DocumentTasks.limits).page(input.page - 1) }
        let drawn = try PDFFile(bytes: bytes, limits: DocumentTasks.limits).render(input.page)
        let picture = drawn.bytes.withUnsafeBytes {
            Picture(grey: $0, width: drawn.width, height: drawn.height, resolution: Int(drawn.dpi))
        }
        guard let picture else { throw ReadingError(.damaged, "page \(input.page) cannot be drawn") }
        return picture
    }

    private static func taskError(_ failure: OCRFailure, page: Int) -> TaskError {
        switch failure {
        case .timedOut:
            TaskError(.retryable, code: "timed_out", message: "page \(page) was not read within \(Self.seconds) s")
        case .unreadable(let error): TaskError(error)
        }
    }
}
