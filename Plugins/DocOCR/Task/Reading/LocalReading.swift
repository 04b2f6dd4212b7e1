// SPDX-License-Identifier: Apache-2.0
public import DocumentModel
import FileKinds
import OCR
import PDFFormat
import Pictures

/// Reads a file in the calling process, page after page: what the module's parts do, without a host. For benchmarks and
/// for trying a reader on hostile files; a service reads documents in the sandbox.
public enum LocalReading {
    /// - Parameters:
    ///   - name: a hint between kinds of text.
    ///   - languages: BCP 47 tags for pages that are pictures.
    ///   - decided: told of each page of a PDF what was decided: `text`, `ocr` or `empty`, and why.
    ///   - recognizes: whether such pages are read at all.
    public static func read(
        _ bytes: UnsafeRawBufferPointer,
        name: String,
        languages: [String] = [],
        limits: ReadingLimits = ReadingLimits(),
        recognizes: Bool = true,
        decided: (_ page: Int, _ what: String, _ why: String) -> Void = { _, _, _ in }
    ) throws(ReadingError) -> ReadDocument {
        guard bytes.count > 0 else { throw ReadingError(.noText, "the file is empty") }
        let kind = try FileKinds.kind(of: bytes, name: name, mediaType: nil)
        switch kind.family {
        case .flowing: return try ReadFile.document(bytes, kind, limits: limits)
        case .picture:
            let file = try PictureFile(bytes, limits: limits)
            let reader = PageReader()
            var document = ReadDocument()
            for page in 0..<file.pageCount {
                document.blocks += try recognized(try file.page(page), reader, languages).blocks
            }
            return document
        case .pdf:
            let file = try PDFFile(bytes: bytes, limits: limits)
            let reader = PageReader()
            var pages: [PDFAssembly.Page] = []
            for number in 1...file.pageCount {
                let page = try file.page(number)
                decided(number, page.decision.word, page.decision.reason)
                guard page.decision.needsOCR, recognizes else {
                    pages.append(.read(page))
                    continue
                }
                do throws(ReadingError) {
                    let picture = try drawn(try file.render(number), number)
                    pages.append(.recognized(number: number, blocks: try recognized(picture, reader, languages).blocks))
                } catch {
                    // As in a service, a page that cannot be read from its pixels costs itself alone.
                    pages.append(.failed(number: number, reason: error.message))
                }
            }
            return PDFAssembly.document(from: pages, title: file.title, outline: file.outline())
        }
    }

    private static func drawn(_ page: PagePicture, _ number: Int) throws(ReadingError) -> Picture {
        let picture = page.bytes.withUnsafeBytes {
            Picture(grey: $0, width: page.width, height: page.height, resolution: Int(page.dpi))
        }
        guard let picture else { throw ReadingError(.damaged, "page \(number) cannot be drawn") }
        return picture
    }

    private static func recognized(
        _ picture: Picture,
        _ reader: PageReader,
        _ languages: [String]
    ) throws(ReadingError) -> OCRPage {
        let languages = try OCRLanguages(tags: languages)
        do throws(OCRFailure) {
            return try reader.read(picture, languages: languages, seconds: 60)
        } catch {
            switch error {
            case .timedOut: throw ReadingError(.tooLarge, "the page was not read within 60 s")
            case .unreadable(let error): throw error
            }
        }
    }
}

extension OCRDecision {
    /// `text`, `ocr` or `empty`.
    var word: String {
        switch self {
        case .textLayer: "text"
        case .ocr: "ocr"
        case .empty: "empty"
        }
    }
}
