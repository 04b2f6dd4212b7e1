// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import FileKinds
import PDFFormat
import Pictures
import TaskKit

/// Part: says what a file is and how many pages it has, by its content. In a process of its own, as everything that
/// touches a document's bytes.
struct InspectFile: BlockingTask {
    struct Input: Codable, Sendable {
        /// Hints between kinds of text, from the URL and the server.
        var name: String
        var mediaType: String
    }
    struct Result: Codable, Sendable {
        /// A `FileKind`.
        var kind: String
        /// As people call it.
        var description: String
        /// 0 for what has none.
        var pages: Int
        var title: String?
        /// A PDF's bookmarks.
        var outline: [PDFBookmark]?
        /// Of the file, lowercase hexadecimal.
        var sha256: String
    }

    static let name = "inspect_document"
    static let version = DocumentTasks.version
    static let isPart = true
    static let concurrency: Int? = 1
    static let resultSchema = #"{"type":"object"}"#

    func run(_ input: Input, in context: BlockingContext) throws -> Result {
        guard let buffer = context.buffer else { throw DocumentTasks.noBuffer }
        return try buffer.withUnsafeBytes { bytes in
            do throws(ReadingError) {
                return try Self.inspected(bytes, input)
            } catch {
                throw TaskError(error)
            }
        }
    }

    private static func inspected(_ bytes: UnsafeRawBufferPointer, _ input: Input) throws(ReadingError) -> Result {
        guard bytes.count > 0 else { throw ReadingError(.noText, "the file is empty") }
        let kind = try FileKinds.kind(of: bytes, name: input.name, mediaType: input.mediaType)
        var result = Result(
            kind: kind.rawValue,
            description: kind.label,
            pages: 0,
            title: nil,
            outline: nil,
            sha256: Digest.sha256(bytes)
        )
        switch kind.family {
        case .pdf:
            let file = try PDFFile(bytes: bytes, limits: DocumentTasks.limits)
            result.pages = file.pageCount
            result.title = file.title
            result.outline = file.outline()
        case .picture: result.pages = try PictureFile(bytes, limits: DocumentTasks.limits).pageCount
        case .flowing: break
        }
        return result
    }
}
