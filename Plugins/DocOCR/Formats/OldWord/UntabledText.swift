// SPDX-License-Identifier: Apache-2.0

/// The text of a Word 97 file whose piece table is lost: it lies between two offsets of the main stream, in stretches of
/// eight and of sixteen bits that only their bytes tell apart.
enum UntabledText {
    private static let stretch = 512

    /// Pieces in the order of the bytes, up to a number of characters.
    static func pieces(_ stream: LittleEndian, from start: Int, to end: Int, characters: Int) -> [PieceTable.Piece] {
        var pieces: [PieceTable.Piece] = []
        var position = 0
        for offset in stride(from: start, to: min(end, stream.count), by: stretch) where position < characters {
            let length = min(stretch, min(end, stream.count) - offset)
            guard let bytes = stream.part(offset, length)?.array, bytes.contains(where: { $0 != 0 }) else { continue }
            let width = isWide(bytes) ? 2 : 1
            guard isText(bytes, width: width) else { continue }
            let count = min(length / width, characters - position)
            pieces.append(
                PieceTable.Piece(start: position, end: position + count, offset: offset, width: width, changes: nil)
            )
            position += count
        }
        return pieces
    }

    /// Tables and pictures lie in the main stream too.
    private static func isText(_ bytes: [UInt8], width: Int) -> Bool {
        var strange = 0
        for index in stride(from: 0, to: bytes.count - width + 1, by: width) {
            let unit = width == 1 ? UInt16(bytes[index]) : UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8
            switch unit {
            case 0x01...0x06, 0x0F...0x12, 0x16...0x1D, 0xE000...0xF01F, 0xF100...0xF8FF, 0xFFF0...0xFFFF: strange += 1
            case 0xFF where width == 1: strange += 1
            default: continue
            }
        }
        return strange * width * 20 <= bytes.count
    }

    private static func isWide(_ bytes: [UInt8]) -> Bool {
        let odd = stride(from: 1, to: bytes.count, by: 2).map { bytes[$0] }
        let even = stride(from: 0, to: bytes.count, by: 2).map { bytes[$0] }
        // Text of eight bits has no zeros; of sixteen, spaces and paragraph marks have them in every language but few.
        if odd.count(where: { $0 == 0 }) * 64 >= odd.count { return true }
        // Chinese, Japanese, Korean: few high bytes, of which the low ones are independent.
        let high = odd.count { $0 == 0x30 || $0 == 0xFF || (0x4E...0x9F).contains($0) || (0xAC...0xD7).contains($0) }
        return high * 10 >= odd.count * 9 && even.count(where: { $0 >= 0x80 }) * 4 >= even.count
    }
}
