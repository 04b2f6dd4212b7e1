// SPDX-License-Identifier: GPL-3.0-or-later
import PopplerPages

/// A piece of a line, as the C side gives it.
struct PagePiece {
    var x0: Float
    var y0: Float
    var x1: Float
    var y1: Float
    var base: Float
    var size: Float
    /// In the page's characters.
    var text: Range<Int>
    var flags: PageLine.Flags
    var isTurned: Bool

    init(_ piece: PopplerPagesPiece) {
        x0 = piece.x0
        y0 = piece.y0
        x1 = piece.x1
        y1 = piece.y1
        base = piece.base
        size = max(piece.size, 0.1)
        text = Int(piece.offset)..<Int(piece.offset) + Int(piece.length)
        var flags: PageLine.Flags = []
        func take(_ mask: UInt32, _ flag: PageLine.Flags) { if piece.flags & mask != 0 { flags.insert(flag) } }
        take(1, .bold)
        take(2, .italic)
        take(4, .fixedPitch)
        take(32, .turned)
        self.flags = flags
        isTurned = piece.flags & 32 != 0
    }
}

/// A thin straight line.
struct PageRuling {
    var x0: Float
    var y0: Float
    var x1: Float
    var y1: Float
    var isHorizontal: Bool { y0 == y1 }
}

/// Pieces that stand on one line in the order of drawing, and their box.
struct PieceRun {
    var pieces: [Int]
    var x0: Float
    var x1: Float
    var base: Float
    var size: Float

    init(_ index: Int, _ piece: PagePiece) {
        pieces = [index]
        x0 = piece.x0
        x1 = piece.x1
        base = piece.base
        size = piece.size
    }

    /// Takes a piece that goes on on this line; says whether it did.
    mutating func take(_ index: Int, _ piece: PagePiece) -> Bool {
        let larger = max(size, piece.size)
        let isRaised = min(size, piece.size) < 0.85 * larger
        guard abs(piece.base - base) <= larger * (isRaised ? 0.55 : 0.3), piece.x0 >= x1 - 0.7 * larger else {
            return false
        }
        if piece.size > size * 1.15 {
            base = piece.base
            size = piece.size
        }
        pieces.append(index)
        x1 = max(x1, piece.x1)
        return true
    }
}
