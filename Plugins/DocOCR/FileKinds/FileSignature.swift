// SPDX-License-Identifier: Apache-2.0

/// Bytes that files of a kind begin with. Sources: the formats' own descriptions.
enum FileSignature {
    /// For kinds that are known by them alone.
    static func kind(of bytes: UnsafeRawBufferPointer) -> FileKind? {
        if begins(bytes, "%PDF-") { return .pdf }
        if begins(bytes, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return .png }
        if begins(bytes, [0xFF, 0xD8, 0xFF]) { return .jpeg }
        if begins(bytes, "GIF87a") || begins(bytes, "GIF89a") { return .gif }
        if begins(bytes, "RIFF"), begins(bytes, "WEBP", at: 8) { return .webp }
        for mark: [UInt8] in [
            [0x49, 0x49, 0x2A, 0], [0x4D, 0x4D, 0, 0x2A], [0x49, 0x49, 0x2B, 0], [0x4D, 0x4D, 0, 0x2B],
        ]
        where begins(bytes, mark) {
            return .tiff
        }
        if isBitmap(bytes) { return .bmp }
        // Blanks and a byte order mark stand before some.
        let start = bytes.prefix(64).firstIndex { $0 > 0x20 && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF } ?? 0
        if begins(bytes, "{\\rtf", at: start) { return .rtf }
        return nil
    }

    static func isZip(_ bytes: UnsafeRawBufferPointer) -> Bool {
        begins(bytes, [0x50, 0x4B, 3, 4]) || begins(bytes, [0x50, 0x4B, 5, 6]) || begins(bytes, [0x50, 0x4B, 7, 8])
    }

    /// OLE2, the container of Office until 2003.
    static func isCompoundFile(_ bytes: UnsafeRawBufferPointer) -> Bool {
        begins(bytes, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
    }

    /// Readers of PDF take a header that stands behind other bytes, as far as the first 1,024.
    static func hasPDFHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let head = bytes.prefix(1024 + 5)
        return head.indices.contains { bytes[$0] == UInt8(ascii: "%") && begins(bytes, "%PDF-", at: $0) }
    }

    /// What files are that begin with something else that is known, for people.
    static func unreadable(_ bytes: UnsafeRawBufferPointer) -> String? {
        if begins(bytes, "%!PS") || begins(bytes, [0xC5, 0xD0, 0xD3, 0xC6]) { return "a PostScript file" }
        if begins(bytes, "AT&TFORM") { return "a DjVu file" }
        if begins(bytes, "ITSF") { return "a Windows help file (CHM)" }
        if begins(bytes, [0xDB, 0xA5]) || begins(bytes, [0x31, 0xBE, 0, 0]) { return "a file of Word before Word 97" }
        if begins(bytes, [0xFF, 0x57, 0x50, 0x43]) { return "a WordPerfect file" }
        return nil
    }

    private static func isBitmap(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard begins(bytes, "BM"), bytes.count >= 26 else { return false }
        // The length of the second header, and none of the reserved bytes.
        let header = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 14, as: UInt32.self))
        return [12, 16, 40, 52, 56, 64, 108, 124].contains(header)
            && bytes.loadUnaligned(fromByteOffset: 6, as: UInt32.self) == 0
    }

    static func begins(_ bytes: UnsafeRawBufferPointer, _ mark: String, at offset: Int = 0) -> Bool {
        begins(bytes, Array(mark.utf8), at: offset)
    }

    private static func begins(_ bytes: UnsafeRawBufferPointer, _ mark: [UInt8], at offset: Int = 0) -> Bool {
        offset + mark.count <= bytes.count && bytes[offset..<(offset + mark.count)].elementsEqual(mark)
    }
}
