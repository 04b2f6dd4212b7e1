// SPDX-License-Identifier: Apache-2.0
public import CLeptonica

/// A picture as pixels: one bit each (1 is black) or eight bits of grey. A value that is never changed: what is done to
/// it gives another one.
///
/// `@unchecked Sendable` is safe because Leptonica's picture is owned by this object alone, is not written to after
/// `init`, and is only lent out within `withPix`, whose callers must not write to it either.
public final class Picture: @unchecked Sendable {
    private let pix: UnsafeMutablePointer<Pix>

    /// Takes over a picture of 1 or 8 bits a pixel without a colour map, and frees it in the end.
    init(owned pix: UnsafeMutablePointer<Pix>) { self.pix = pix }

    deinit {
        var pix: UnsafeMutablePointer<Pix>? = pix
        pixDestroy(&pix)
    }

    public var width: Int { Int(pixGetWidth(pix)) }
    public var height: Int { Int(pixGetHeight(pix)) }
    /// Dots an inch, as the file says it; 0 when it does not.
    public var resolution: Int { Int(pixGetXRes(pix)) }
    /// Bits a pixel: 1 or 8.
    public var depth: Int { Int(pixGetDepth(pix)) }

    /// Grey pixels of a renderer, row by row without padding, 0 is black.
    /// - Returns: nil when the sizes do not fit each other, or there is no memory.
    public convenience init?(grey: UnsafeRawBufferPointer, width: Int, height: Int, resolution: Int) {
        guard width > 0, height > 0, width <= 1 << 16, height <= 1 << 16, grey.count == width * height,
            let pix = pixCreate(Int32(width), Int32(height), 8), let data = pixGetData(pix)
        else { return nil }
        let wordsARow = Int(pixGetWpl(pix))
        for row in 0..<height {
            // Leptonica keeps pixels in words of 32 bits, the leftmost in the highest byte.
            let words = data + row * wordsARow
            let source = row * width
            for word in 0..<(width / 4) {
                let bytes = grey.loadUnaligned(fromByteOffset: source + word * 4, as: UInt32.self)
                words[word] = UInt32(bigEndian: bytes)
            }
            var last: UInt32 = 0
            for column in (width / 4 * 4)..<width {
                last |= UInt32(grey[source + column]) << (24 - 8 * UInt32(column % 4))
            }
            if width % 4 != 0 { words[width / 4] = last }
        }
        pixSetResolution(pix, Int32(resolution), Int32(resolution))
        self.init(owned: pix)
    }

    /// Lends the picture to a C library that only reads it.
    public func withPix<Result, Failure: Error>(
        _ body: (UnsafeMutablePointer<Pix>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { extendLifetime(self) }
        return try body(pix)
    }

    /// What Leptonica makes of this picture; nil when there is no memory for it.
    func made(_ body: (UnsafeMutablePointer<Pix>) -> UnsafeMutablePointer<Pix>?) -> Picture? {
        withPix(body).map(Picture.init(owned:))
    }
}
