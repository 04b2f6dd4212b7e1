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
            let count = min(length / width, characters - position)
            pieces.append(
                PieceTable.Piece(start: position, end: position + count, offset: offset, width: width, changes: nil)
            )
            position += count
        }
        return pieces
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
