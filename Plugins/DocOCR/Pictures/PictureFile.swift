// SPDX-License-Identifier: Apache-2.0
import CLeptonica
public import DocumentModel

/// A picture file in memory: PNG, JPEG, TIFF with any number of pages, WebP, GIF or BMP. Sizes are looked at before
/// anything is unpacked. One thread at a time.
public struct PictureFile {
    public enum Format: String, Sendable, CaseIterable { case png, jpeg, tiff, webp, gif, bmp }

    public let format: Format
    /// Pages of a TIFF; of what moves, the first picture alone counts.
    public let pageCount: Int
    let bytesOfFile: UnsafeRawBufferPointer
    private let limits: ReadingLimits

    /// Bytes of memory that one picture may take unpacked.
    static let memory = 512 << 20

    /// - Parameter bytes: must stay as they are for as long as this is used.
    /// - Throws: `unsupported` for another kind of file, `damaged`, or `tooLarge` for more pages than the limit.
    public init(_ bytes: UnsafeRawBufferPointer, limits: ReadingLimits) throws(ReadingError) {
        mortise_silence_pictures()
        guard let format = Self.format(of: bytes) else {
            throw ReadingError(.unsupported, "the file is no PNG, JPEG, TIFF, WebP, GIF or BMP picture")
        }
        self.format = format
        bytesOfFile = bytes
        self.limits = limits
        pageCount = format == .tiff ? try TIFFPages.count(bytes, limit: limits.pages) : 1
    }

    /// One page, upright as far as the file says how it was held, in grey or black and white; what is transparent is
    /// white.
    /// - Parameter index: from 0.
    public func page(_ index: Int) throws(ReadingError) -> Picture {
        guard (0..<pageCount).contains(index) else {
            throw ReadingError(.damaged, "the \(format.name) picture has no page \(index + 1)")
        }
        let size = try size(ofPage: index)
        let reduction = try reduction(for: size, page: index)
        guard var pix = decoded(page: index, reduction: reduction) else { throw damaged(page: index) }
        if pixGetSpp(pix) == 4 { pix = replacing(pix, with: pixRemoveAlpha) ?? pix }
        if pixGetDepth(pix) != 1 || pixGetColormap(pix) != nil {
            guard let grey = replacing(pix, with: { pixConvertTo8($0, 0) }) else { throw damaged(page: index) }
            pix = grey
        }
        // Resolutions that no scanner has are a program's default or nonsense.
        let resolution = max(pixGetXRes(pix), 0) / Int32(reduction)
        pixSetResolution(pix, resolution, resolution)
        let picture = Picture(owned: pix)
        return format == .jpeg ? try upright(picture) : picture
    }

    private func upright(_ picture: Picture) throws(ReadingError) -> Picture {
        let orientation = EXIFOrientation.of(bytesOfFile)
        guard orientation != 1, let turned = picture.held(orientation) else { return picture }
        return turned
    }

    /// How much smaller it is decoded: 1, and for a JPEG that is too large 2, 4 or 8.
    private func reduction(for size: Size, page: Int) throws(ReadingError) -> Int {
        var reduction = 1
        while true {
            let pixels = (size.width / reduction) * (size.height / reduction)
            if pixels <= limits.pixels, pixels * size.bits <= Self.memory * 8 { return reduction }
            guard format == .jpeg, reduction < 8 else { break }
            reduction *= 2
        }
        throw ReadingError(
            .tooLarge,
            "page \(page + 1) of the \(format.name) picture has \(size.width) by \(size.height) pixels: more than "
                + "\(limits.pixels / 1_000_000) million are not unpacked. Send it scaled down"
        )
    }

    private func decoded(page: Int, reduction: Int) -> UnsafeMutablePointer<Pix>? {
        let base = bytesOfFile.bindMemory(to: UInt8.self).baseAddress
        switch format {
        case .jpeg: return pixReadMemJpeg(base, bytesOfFile.count, 0, Int32(reduction), nil, 0)
        case .tiff: return pixReadMemTiff(base, bytesOfFile.count, Int32(page))
        case .png, .webp, .gif, .bmp: return pixReadMem(base, bytesOfFile.count)
        }
    }

    /// What `change` makes of a picture, which is freed if that worked.
    private func replacing(
        _ pix: UnsafeMutablePointer<Pix>,
        with change: (UnsafeMutablePointer<Pix>) -> UnsafeMutablePointer<Pix>?
    ) -> UnsafeMutablePointer<Pix>? {
        var old: UnsafeMutablePointer<Pix>? = pix
        let new = change(pix)
        pixDestroy(&old)
        return new
    }

    func damaged(page: Int) -> ReadingError {
        ReadingError(.damaged, "page \(page + 1) of the \(format.name) picture cannot be unpacked: the file is damaged")
    }

    private static func format(of bytes: UnsafeRawBufferPointer) -> Format? {
        guard bytes.count >= 12 else { return nil }
        var number: Int32 = 0
        guard findFileFormatBuffer(bytes.bindMemory(to: UInt8.self).baseAddress, &number) == 0 else { return nil }
        switch Int(number) {
        case IFF_PNG: return .png
        case IFF_JFIF_JPEG: return .jpeg
        case IFF_TIFF, IFF_TIFF_PACKBITS, IFF_TIFF_RLE, IFF_TIFF_G3, IFF_TIFF_G4, IFF_TIFF_LZW, IFF_TIFF_ZIP,
            IFF_TIFF_JPEG:
            return .tiff
        case IFF_WEBP: return .webp
        case IFF_GIF: return .gif
        case IFF_BMP: return .bmp
        default: return nil
        }
    }
}

extension PictureFile.Format {
    /// As people call it.
    public var name: String {
        switch self {
        case .png: "PNG"
        case .jpeg: "JPEG"
        case .tiff: "TIFF"
        case .webp: "WebP"
        case .gif: "GIF"
        case .bmp: "BMP"
        }
    }
}
