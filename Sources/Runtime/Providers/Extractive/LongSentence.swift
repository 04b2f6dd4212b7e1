// SPDX-License-Identifier: Apache-2.0

/// Cuts what is too long to be one sentence: legal prose, text without stops, text without spaces.
enum LongSentence {
    struct Piece {
        var range: Range<Int>
        var halfWords: Int
    }

    /// In half words: what is longer is taken apart.
    static let most = 200
    /// Pieces are at least so long, and as near below `longest` as a clause ends.
    private static let shortest = 60
    private static let longest = 120

    static func pieces(of range: Range<Int>, in scalars: [Unicode.Scalar]) -> [Piece] {
        var result: [Piece] = []
        var start = range.lowerBound
        while start < range.upperBound {
            let rest = start..<range.upperBound
            if let length = length(of: rest, in: scalars, atMost: most) {
                result.append(Piece(range: rest, halfWords: length))
                break
            }
            let end = cut(rest, in: scalars, atLeast: shortest, atMost: longest)
            result.append(Piece(range: start..<end, halfWords: WordCount.halfWords(in: scalars, start..<end)))
            start = end
            while start < range.upperBound, scalars[start].isGap { start += 1 }
        }
        return result
    }

    /// The length in half words, or nil as soon as it is more than `atMost`: the end of a long text is not
    /// counted again for each of its pieces.
    private static func length(of range: Range<Int>, in scalars: [Unicode.Scalar], atMost: Int) -> Int? {
        var counter = HalfWordCounter()
        for index in range {
            counter.take(scalars[index])
            if counter.total > atMost { return nil }
        }
        return counter.total
    }

    /// The end of a first part of the range that is at most `atMost` half words long: behind the last clause
    /// mark at or after `atLeast`, else between words, else, where there are no words, between characters.
    /// Never the range's start.
    static func cut(_ range: Range<Int>, in scalars: [Unicode.Scalar], atLeast: Int, atMost: Int) -> Int {
        var counter = HalfWordCounter()
        var clause: Int?
        var word: Int?
        var character: Int?
        var index = range.lowerBound
        while index < range.upperBound {
            let scalar = scalars[index]
            if index > range.lowerBound {
                if scalar.isGap {
                    word = index
                } else if !scalar.continuesCharacter, scalars[index - 1].value != 0x200D {
                    character = index
                    // A comma or stop is never left to the next piece.
                    if scalar.isUnspacedScript { word = index }
                }
            }
            counter.take(scalar)
            if counter.total > atMost { break }
            let next = index + 1
            if scalar.isClauseMark, counter.total >= atLeast, next < range.upperBound,
                scalars[next].isGap || scalar.isWideForm
            {
                clause = next
            }
            index += 1
        }
        if index == range.upperBound { return range.upperBound }
        // Marks without end can follow one letter; a cut there is no better than any other.
        return clause ?? word ?? character ?? max(range.lowerBound + 1, index)
    }
}
