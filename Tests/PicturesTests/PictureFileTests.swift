// SPDX-License-Identifier: Apache-2.0
import CLeptonica
import DocumentModel
import Pictures
import Testing

@Suite("Picture files", .timeLimit(.minutes(1)))
struct PictureFileTests {
    private static let all: [(Int, PictureFile.Format)] = [
        (IFF_PNG, .png), (IFF_JFIF_JPEG, .jpeg), (IFF_TIFF_G4, .tiff), (IFF_TIFF_ZIP, .tiff), (IFF_WEBP, .webp),
        (IFF_GIF, .gif), (IFF_BMP, .bmp),
    ]

    @Test("each format is unpacked", arguments: all)
    func formats(number: Int, format: PictureFile.Format) throws {
        let bytes = SamplePicture.file("Hello", format: Int32(number))
        try bytes.withUnsafeBytes { bytes in
            let file = try PictureFile(bytes, limits: ReadingLimits())
            #expect(file.format == format && file.pageCount == 1)
            let picture = try file.page(0)
            #expect(picture.width == 1800 && picture.height > 80 && [1, 8].contains(picture.depth))
            #expect(format == .webp || format == .gif || abs(picture.resolution - 200) <= 1)
            #expect((picture.letterHeight() ?? 30) > 10)
        }
    }

    @Test("a TIFF has pages, and there is none behind the last")
    func pages() throws {
        try SamplePicture.tiff(["one", "two", "three"]).withUnsafeBytes { bytes in
            let file = try PictureFile(bytes, limits: ReadingLimits())
            #expect(file.pageCount == 3)
            _ = try file.page(2)
            #expect(throws: ReadingError.self) { try file.page(3) }
            var limits = ReadingLimits()
            limits.pages = 2
            #expect { try PictureFile(bytes, limits: limits) } throws: { ($0 as? ReadingError)?.code == .tooLarge }
        }
    }

    @Test("a TIFF whose pages point in a circle ends")
    func circle() throws {
        var bytes = SamplePicture.tiff(["one", "two"])
        // The first directory's pointer to the next is set to the first.
        func number(_ at: Int, _ size: Int) -> Int { (0..<size).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) } }
        try #require(bytes.starts(with: Array("II".utf8)))
        let first = number(4, 4)
        let link = first + 2 + number(first, 2) * 12
        for index in 0..<4 { bytes[link + index] = UInt8(truncatingIfNeeded: first >> (8 * index)) }
        let count = try bytes.withUnsafeBytes { try PictureFile($0, limits: ReadingLimits()).pageCount }
        #expect(count == 1)
    }

    @Test("a picture that would fill the memory is refused by its header")
    func bombs() throws {
        var png = SamplePicture.file("Hello", format: Int32(IFF_PNG))
        for (index, byte) in [0, 0, 0xC3, 0x50, 0, 0, 0xC3, 0x50].enumerated() { png[16 + index] = UInt8(byte) }
        try refused(png, .tooLarge)
        var gif = SamplePicture.file("Hello", format: Int32(IFF_GIF))
        let descriptor = try #require(gif.indices.first { gif[$0...].starts(with: [0x2C, 0, 0, 0, 0, 0x08, 0x07]) })
        for index in 5..<9 { gif[descriptor + index] = 0xFF }
        try refused(gif, .tooLarge)
    }

    private func refused(_ bytes: [UInt8], _ code: ReadingError.Code) throws {
        try bytes.withUnsafeBytes { bytes in
            let file = try PictureFile(bytes, limits: ReadingLimits())
            #expect { try file.page(0) } throws: { ($0 as? ReadingError)?.code == code }
        }
    }

    @Test("what breaks off or is no picture ends in an error or a picture", arguments: all)
    func damaged(number: Int, format: PictureFile.Format) {
        let whole = SamplePicture.file("Hello world", format: Int32(number))
        for cut in 0..<20 {
            Array(whole.prefix(whole.count * cut / 20)).withUnsafeBytes { bytes in
                _ = (try? PictureFile(bytes, limits: ReadingLimits())).map { try? $0.page(0) }
            }
            var bytes = whole
            var state = UInt64(cut) &* 0x9E37_79B9_7F4A_7C15 | 1
            for _ in 0..<20 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 20)
            }
            bytes.withUnsafeBytes { bytes in
                _ = (try? PictureFile(bytes, limits: ReadingLimits())).map { try? $0.page(0) }
            }
        }
        #expect(throws: ReadingError.self) {
            try Array("no picture at all".utf8).withUnsafeBytes { try PictureFile($0, limits: ReadingLimits()) }
        }
    }

    @Test("a photograph is turned as the camera was held", arguments: [(1, false), (3, false), (6, true), (8, true)])
    func exif(orientation: Int, isTurned: Bool) throws {
        var jpeg = SamplePicture.file("Hello", format: Int32(IFF_JFIF_JPEG))
        var segment: [UInt8] = Array("Exif\0\0II*\0".utf8) + [8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0]
        segment += [UInt8(orientation), 0, 0, 0, 0, 0, 0, 0]
        jpeg.insert(contentsOf: [0xFF, 0xE1, 0, UInt8(segment.count + 2)] + segment, at: 2)
        try jpeg.withUnsafeBytes { bytes in
            let picture = try PictureFile(bytes, limits: ReadingLimits()).page(0)
            #expect((picture.width < picture.height) == isTurned)
        }
    }

    @Test("a renderer's pixels keep their places", arguments: [4, 5, 7])
    func pixels(width: Int) throws {
        let grey = (0..<(width * 3)).map { UInt8($0 * 7) }
        let picture = try #require(grey.withUnsafeBytes { Picture(grey: $0, width: width, height: 3, resolution: 300) })
        picture.withPix { pix in
            for index in grey.indices {
                var value: UInt32 = 0
                pixGetPixel(pix, Int32(index % width), Int32(index / width), &value)
                #expect(value == UInt32(grey[index]))
            }
        }
        #expect(picture.resolution == 300)
        #expect(grey.withUnsafeBytes { Picture(grey: $0, width: width, height: 4, resolution: 300) } == nil)
    }
}
