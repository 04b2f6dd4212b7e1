// SPDX-License-Identifier: Apache-2.0

/// One sentence of the source, or what stands for one: a heading, an entry of a list, a piece of a sentence too
/// long to be taken whole.
struct Sentence {
    private let lower: Int32
    private let upper: Int32
    /// Its length, see `WordCount`.
    let halfWords: Int32
    /// The document it is in, counted from 0.
    let document: Int32
    let kind: TextUnit.Kind
    /// Ends with a stop, and not because its unit or its allowed length does.
    let isTerminated: Bool
    /// A piece whose sentence goes on in the next one.
    let goesOn: Bool

    var range: Range<Int> { Int(lower)..<Int(upper) }

    init(
        range: Range<Int>,
        halfWords: Int,
        document: Int,
        kind: TextUnit.Kind,
        isTerminated: Bool,
        goesOn: Bool
    ) {
        // The source is at most 8 MB, so every index fits.
        lower = Int32(clamping: range.lowerBound)
        upper = Int32(clamping: range.upperBound)
        self.halfWords = Int32(clamping: halfWords)
        self.document = Int32(clamping: document)
        self.kind = kind
        self.isTerminated = isTerminated
        self.goesOn = goesOn
    }
}
