// SPDX-License-Identifier: GPL-3.0-or-later
public import DocumentModel
import Glibc
import PopplerPages

/// A PDF file that lies in memory.
///
/// All calls block, for as long as `PDFPageLimits` allows a page or a little more: they belong on a thread that may wait.
/// One file is used by one thread at a time, which is why this type is not Sendable; several files in several threads
/// are fine.
public final class PDFFile {
    /// C types stop here.
    private let handle: OpaquePointer
    private let limits: ReadingLimits

    public let pageCount: Int
    /// The title in the file's properties.
    public let title: String?
    /// It is encrypted, but opens without a password.
    public let isEncrypted: Bool

    /// Opens a file, with the empty password where one is asked for.
    ///
    /// - Parameter bytes: must stay where it is until this object is gone.
    /// - Throws: `encrypted` when a password is needed, `damaged` when it has no pages that can be found, `tooLarge` when
    ///   it has more than the limits allow.
    public init(bytes: UnsafeRawBufferPointer, limits: ReadingLimits = ReadingLimits()) throws(ReadingError) {
        var result = PopplerPagesDamaged
        guard let base = bytes.baseAddress, let handle = poppler_pages_open(base, bytes.count, &result) else {
            switch result {
            case PopplerPagesNeedsPassword:
                throw ReadingError(
                    .encrypted,
                    "the PDF file is encrypted and asks for a password: save it without one and send it again"
                )
            case PopplerPagesOutOfMemory:
                throw ReadingError(.tooLarge, "the PDF file needs more memory to be opened than a reader may take")
            default:
                throw ReadingError(
                    .damaged,
                    "the PDF file is damaged: neither its table of objects nor its pages can be found"
                )
            }
        }
        let count = Int(poppler_pages_count(handle))
        guard count > 0, count <= limits.pages else {
            poppler_pages_close(handle)
            if count > 0 {
                throw ReadingError(
                    .tooLarge,
                    "the PDF file has \(count) pages, of which at most \(limits.pages) are read: split it"
                )
            }
            throw ReadingError(.damaged, "the PDF file is damaged: it has no pages")
        }
        self.handle = handle
        self.limits = limits
        pageCount = count
        isEncrypted = poppler_pages_is_encrypted(handle)
        title = taken(poppler_pages_title(handle)).map(BlockText.tidy).flatMap { $0.isEmpty ? nil : $0 }
    }

    deinit { poppler_pages_close(handle) }

    /// The bookmarks in their order, at most 5,000.
    public func outline() -> [PDFBookmark] {
        guard let text = taken(poppler_pages_outline(handle, 5_000)) else { return [] }
        return text.utf8.split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard let first = line.first, line.count > 1, let title = String(line.dropFirst()) else { return nil }
            return PDFBookmark(depth: max(0, Int(first) - Int(UInt8(ascii: "a"))), title: BlockText.tidy(title))
        }
    }

    /// Reads a page: its lines in reading order, and whether they are the page's text.
    ///
    /// - Parameter number: from 1.
    /// - Throws: `damaged` when the file has no such page.
    public func page(_ number: Int, limits: PDFPageLimits = PDFPageLimits()) throws(ReadingError) -> PDFPage {
        let bounds = PopplerPagesBounds(
            glyphs: Int32(clamping: limits.glyphs),
            milliseconds: Int32(clamping: limits.milliseconds)
        )
        guard let text = poppler_pages_read(handle, Int32(clamping: number), bounds) else {
            throw ReadingError(.damaged, "page \(number) of the PDF file is damaged and cannot be read")
        }
        defer { poppler_pages_free_text(text) }
        return PageReading(text).page(number)
    }

    /// Draws a page in grey.
    ///
    /// - Parameter number: from 1.
    /// - Throws: `damaged` when there is nothing to draw, `tooLarge` when it took too long.
    public func render(
        _ number: Int,
        limits: PDFPictureLimits = PDFPictureLimits()
    ) throws(ReadingError) -> PagePicture {
        let picture = poppler_pages_render(
            handle,
            Int32(clamping: number),
            limits.dpi,
            Int64(limits.pixels),
            Int32(clamping: limits.milliseconds)
        )
        defer { free(picture.pixels) }
        guard !picture.outOfTime else {
            throw ReadingError(.tooLarge, "page \(number) of the PDF file takes too long to be drawn")
        }
        guard let pixels = picture.pixels else {
            throw ReadingError(.damaged, "page \(number) of the PDF file is damaged and cannot be drawn")
        }
        let count = Int(picture.width) * Int(picture.height)
        return PagePicture(
            width: Int(picture.width),
            height: Int(picture.height),
            bytes: Array(UnsafeBufferPointer(start: pixels, count: count)),
            dpi: picture.dpi
        )
    }
}

/// A string that the C side gave away.
private func taken(_ text: UnsafeMutablePointer<CChar>?) -> String? {
    guard let text else { return nil }
    defer { free(text) }
    return String(cString: text)
}
