// SPDX-License-Identifier: Apache-2.0

/// The sizes in a GIF file, found without unpacking (CompuServe, "Graphics Interchange Format", version 89a).
enum GIFHeader {
    /// The first picture's size, with the bits that unpacking takes: giflib unpacks every picture of the file, so that
    /// all of them count. Nil when the file breaks off before a first picture.
    static func size(_ bytes: UnsafeRawBufferPointer) -> PictureFile.Size? {
        func word(_ at: Int) -> Int? { at + 1 < bytes.count ? Int(bytes[at]) | Int(bytes[at + 1]) << 8 : nil }
        func afterTable(_ at: Int, flags: UInt8) -> Int { at + (flags & 0x80 != 0 ? 3 << (Int(flags & 7) + 1) : 0) }
        guard bytes.count > 13 else { return nil }
        var position = afterTable(13, flags: bytes[10])
        var first: (width: Int, height: Int)?
        var pixels = 0
        while position < bytes.count {
            switch bytes[position] {
            case 0x2C:
                guard position + 10 < bytes.count, let width = word(position + 5), let height = word(position + 7)
                else {
                    position = bytes.count
                    break
                }
                if first == nil { first = (width, height) }
                pixels += width * height
                position = afterBlocks(bytes, from: afterTable(position + 10, flags: bytes[position + 9]) + 1)
            case 0x21: position = afterBlocks(bytes, from: position + 2)
            default: position = bytes.count
            }
        }
        guard let first, first.width > 0, first.height > 0 else { return nil }
        let bits = (pixels * 8 + first.width * first.height - 1) / (first.width * first.height)
        return PictureFile.Size(width: first.width, height: first.height, bits: max(8, bits))
    }

    /// Behind a row of blocks that each begin with their length, the last with 0.
    private static func afterBlocks(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var position = start
        while position < bytes.count, bytes[position] != 0 { position += 1 + Int(bytes[position]) }
        return position + 1
    }
}
