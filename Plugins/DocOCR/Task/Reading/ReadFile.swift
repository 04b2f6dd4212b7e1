// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import FileKinds
import HTMLFormat
import OfficeFormats
import OldWordFormat
import PlainFormats
import RTFFormat
import TaskKit

/// Part: reads a file that has no pages of its own.
struct ReadFile: BlockingTask {
    struct Input: Codable, Sendable {
        /// A `FileKind`, as `InspectFile` found it.
        var kind: String
    }
    /// A document as it crosses between processes.
    struct Result: Codable, Sendable {
        var document: ReadDocument
    }

    static let name = "read_document_file"
    static let version = DocumentTasks.version
    static let isPart = true
    static let concurrency: Int? = 1
    // The model's blocks are an enumeration with values, which the schema's walk does not describe.
    static let resultSchema = #"{"type":"object"}"#

    func run(_ input: Input, in context: BlockingContext) throws -> Result {
        guard let buffer = context.buffer, let kind = FileKind(rawValue: input.kind) else {
            throw DocumentTasks.noBuffer
        }
        return try buffer.withUnsafeBytes { bytes in
            do throws(ReadingError) {
                return Result(document: try Self.document(bytes, kind, limits: DocumentTasks.limits))
            } catch {
                throw TaskError(error)
            }
        }
    }

    static func document(
        _ bytes: UnsafeRawBufferPointer,
        _ kind: FileKind,
        limits: ReadingLimits
    ) throws(ReadingError) -> ReadDocument {
        switch kind {
        case .docx, .pptx, .xlsx, .odt: try OfficeReader.read(bytes, limits: limits)
        case .doc: try OldWordReader.read(bytes, limits: limits)
        case .rtf: try RTFReader.read(bytes, limits: limits)
        case .html: try HTMLReader.read(bytes, limits: limits)
        case .csv: try DelimitedReader.read(bytes, limits: limits)
        case .markdown: try MarkdownReader.read(bytes, limits: limits)
        case .plain: try PlainTextReader.read(bytes, limits: limits)
        case .pdf, .png, .jpeg, .tiff, .webp, .gif, .bmp:
            throw ReadingError(.unsupported, "\(kind.label) is read page by page")
        }
    }
}
