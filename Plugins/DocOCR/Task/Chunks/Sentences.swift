// SPDX-License-Identifier: Apache-2.0

/// Places where a text can be cut without cutting a sentence. A place too few costs a chunk some words; one too many
/// costs nothing, so that abbreviations are not looked at.
enum Sentences {
    /// The text in pieces that join to it again. A piece that is longer than `longest` words is cut between words.
    static func pieces(of text: String, longest: Int = 100) -> [Substring] {
        var pieces: [Substring] = []
        var start = text.startIndex
        let scalars = text.unicodeScalars
        var index = scalars.startIndex
        while index < scalars.endIndex {
            let scalar = scalars[index]
            var next = scalars.index(after: index)
            if isEnd(scalar) {
                while next < scalars.endIndex, isCloser(scalars[next]) || isEnd(scalars[next]) {
                    next = scalars.index(after: next)
                }
                let isWide = scalar.value > 0x3000
                if isWide || next == scalars.endIndex || scalars[next].properties.isWhitespace {
                    while next < scalars.endIndex, scalars[next].properties.isWhitespace {
                        next = scalars.index(after: next)
                    }
                    cut(text[start..<next], longest, into: &pieces)
                    start = next
                }
            }
            index = next
        }
        if start < text.endIndex { cut(text[start...], longest, into: &pieces) }
        return pieces
    }

    private static func cut(_ piece: Substring, _ longest: Int, into pieces: inout [Substring]) {
        guard piece.utf8.count > longest * 4, WordCount.words(in: piece) > longest else {
            pieces.append(piece)
            return
        }
        var halfWords = 0
        var isInWord = false
        var start = piece.startIndex
        var index = piece.unicodeScalars.startIndex
        while index < piece.unicodeScalars.endIndex {
            let scalar = piece.unicodeScalars[index]
            let isBlank = scalar.properties.isWhitespace
            let isUnspaced = WordCount.isUnspaced(scalar)
            if halfWords >= longest * 2, isUnspaced || !isBlank && !isInWord {
                pieces.append(piece[start..<index])
                start = index
                halfWords = 0
            }
            if isUnspaced { halfWords += 1 } else if !isBlank, !isInWord { halfWords += 2 }
            isInWord = !isBlank && !isUnspaced
            index = piece.unicodeScalars.index(after: index)
        }
        pieces.append(piece[start...])
    }

    private static func isEnd(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ".", "!", "?", "…", "。", "！", "？", "｡", "؟", "۔", "।", "॥", "։", "።": true
        default: false
        }
    }

    private static func isCloser(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\"", "'", ")", "]", "»", "”", "’", "」", "』", "）", "】": true
        default: false
        }
    }
}
