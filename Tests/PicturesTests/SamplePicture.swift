// SPDX-License-Identifier: Apache-2.0
import CLeptonica
import Foundation

/// Pictures of text made by the tests, with the font that Leptonica carries.
enum SamplePicture {
    /// Black text on white, as a file in one of Leptonica's formats.
    /// - Parameters:
    ///   - size: points of Leptonica's font, 4 to 20, even.
    ///   - scale: how many times as large it is drawn.
    ///   - quarters: turned clockwise so often.
    static func file(_ text: String, format: Int32, size: Int32 = 20, scale: Float = 2, quarters: Int32 = 0) -> [UInt8]
    {
        var pix = drawn(text, size: size, scale: scale, quarters: quarters)
        defer { pixDestroy(&pix) }
        var data: UnsafeMutablePointer<UInt8>?
        var count = 0
        guard pixWriteMem(&data, &count, pix, format) == 0, let data else { return [] }
        defer { free(data) }
        return Array(UnsafeBufferPointer(start: data, count: count))
    }

    /// Several pages in one TIFF.
    static func tiff(_ texts: [String]) -> [UInt8] {
        var pixa = pixaCreate(Int32(texts.count))
        defer { pixaDestroy(&pixa) }
        for text in texts { pixaAddPix(pixa, drawn(text, size: 20, scale: 2, quarters: 0), Int32(L_INSERT)) }
        var data: UnsafeMutablePointer<UInt8>?
        var count = 0
        guard pixaWriteMemMultipageTiff(&data, &count, pixa) == 0, let data else { return [] }
        defer { free(data) }
        return Array(UnsafeBufferPointer(start: data, count: count))
    }

    private static func drawn(_ text: String, size: Int32, scale: Float, quarters: Int32) -> UnsafeMutablePointer<Pix>?
    {
        var font = bmfCreate(nil, size)
        defer { bmfDestroy(&font) }
        var blank = pixCreate(900, 40, 8)
        defer { pixDestroy(&blank) }
        pixSetAllArbitrary(blank, 255)
        var written = pixAddTextlines(blank, font, text, 0, Int32(L_ADD_BELOW))
        defer { pixDestroy(&written) }
        var grey = pixConvertTo8(written, 0)
        defer { pixDestroy(&grey) }
        var larger = pixScale(grey, scale, scale)
        defer { pixDestroy(&larger) }
        let turned = pixRotateOrth(larger, quarters)
        pixSetResolution(turned, 200, 200)
        return turned
    }
}
