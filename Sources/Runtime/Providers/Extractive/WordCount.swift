// SPDX-License-Identifier: Apache-2.0

/// Words as the wire contracts count them: what stands between white space; in scripts without spaces two
/// letters are one word, punctuation not counted. A run of more than 100 scalars counts once for each 100
/// begun, so that a text without any space still has a length.
///
/// Lengths are kept in half words, which add up exactly over sentences where words would be rounded each time.
enum WordCount {
    static let longestWord = 100

    static func halfWords(in scalars: [Unicode.Scalar], _ range: Range<Int>) -> Int {
        var counter = HalfWordCounter()
        for index in range { counter.take(scalars[index]) }
        return counter.total
    }

    static func words(halfWords: Int) -> Int { (halfWords + 1) / 2 }

    static func words(in text: String) -> Int {
        let source = SourceText(text)
        return words(halfWords: halfWords(in: source.scalars, 0..<source.scalars.count))
    }
}

/// Counts half words scalar by scalar; `total` is right after every one, as if the text ended there.
struct HalfWordCounter {
    private var closed = 0
    /// The run of scalars since the last white space: how long, how many unspaced letters, how many words of
    /// other scripts between them.
    private var length = 0
    private var unspaced = 0
    private var others = 0
    private var insideOther = false

    var total: Int {
        if length == 0 { return closed }
        if unspaced > 0 { return closed + unspaced + 2 * others }
        return closed + 2 * ((length + WordCount.longestWord - 1) / WordCount.longestWord)
    }

    mutating func take(_ scalar: Unicode.Scalar) {
        if scalar.isGap {
            closed = total
            length = 0
            unspaced = 0
            others = 0
            insideOther = false
            return
        }
        length += 1
        if scalar.isUnspacedScript {
            unspaced += 1
            insideOther = false
        } else if !insideOther, scalar.isWordPart {
            if !scalar.continuesCharacter {
                others += 1
                insideOther = true
            }
        } else if insideOther, scalar.isWideForm {
            insideOther = false
        }
    }
}
