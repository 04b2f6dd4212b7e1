// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// The chain of directories in a TIFF file (Adobe, "TIFF Revision 6.0"; BigTIFF as libtiff has it): one for each page.
enum TIFFPages {
    /// - Throws: `damaged` when there is no first directory, `tooLarge` for more than the limit.
    static func count(_ bytes: UnsafeRawBufferPointer, limit: Int) throws(ReadingError) -> Int {
        let damaged = ReadingError(.damaged, "the TIFF picture has no page that can be found: the file is damaged")
        guard let reader = Reader(bytes), var offset = reader.first else { throw damaged }
        var seen: Set<Int> = []
        while offset > 0, seen.count <= limit {
            // A chain that comes back to itself ends there, as libtiff ends it.
            guard let next = reader.next(after: offset), seen.insert(offset).inserted else { break }
            offset = next
        }
        guard !seen.isEmpty else { throw damaged }
        guard seen.count <= limit else {
            throw ReadingError(.tooLarge, "the TIFF picture has more than \(limit) pages. Send it in parts")
        }
        return seen.count
    }

    private struct Reader {
        let bytes: UnsafeRawBufferPointer
        let isBigEndian: Bool
        let isBig: Bool

        init?(_ bytes: UnsafeRawBufferPointer) {
            guard bytes.count >= 16 else { return nil }
            self.bytes = bytes
            isBigEndian = bytes[0] == UInt8(ascii: "M")
            isBig = bytes[2] == 43 || bytes[3] == 43
        }

        var first: Int? { isBig ? number(8, size: 8) : number(4, size: 4) }

        func next(after offset: Int) -> Int? {
            guard let entries = number(offset, size: isBig ? 8 : 2), entries <= 65_535 else { return nil }
            return isBig
                ? number(offset + 8 + entries * 20, size: 8) : number(offset + 2 + entries * 12, size: 4)
        }

        private func number(_ at: Int, size: Int) -> Int? {
            guard at >= 0, at <= bytes.count - size else { return nil }
            var value: UInt64 = 0
            for index in 0..<size {
                let byte = UInt64(bytes[at + index])
                value |= byte << (8 * UInt64(isBigEndian ? size - 1 - index : index))
            }
            return Int(exactly: value).flatMap { $0 < bytes.count || size == 2 || size == 8 && $0 < 65_536 ? $0 : nil }
        }
    }
}
