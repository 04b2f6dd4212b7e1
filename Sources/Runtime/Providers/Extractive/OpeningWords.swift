// SPDX-License-Identifier: Apache-2.0

/// First words that lean on the sentence before: alone in a summary nobody knows who `he` is or what the
/// `however` is set against.
enum OpeningWords {
    static func leansOnPrevious(_ range: Range<Int>, in scalars: [Unicode.Scalar]) -> Bool {
        var start = range.lowerBound
        while start < range.upperBound, !scalars[start].isWordPart { start += 1 }
        guard start < range.upperBound else { return false }
        if scalars[start].isUnspacedScript {
            return unspaced.contains { scalars[start..<range.upperBound].starts(with: $0) }
        }
        var end = start
        while end < range.upperBound, end - start < 24, scalars[end].isWordPart { end += 1 }
        return spaced.contains(TermHash(scalars[start..<end]).value)
    }

    private static let spaced: Set<UInt64> = Set(
        """
        but however this these that those he she they it his her their its such thus therefore hence moreover
        furthermore nevertheless nonetheless instead otherwise also then so and or yet meanwhile similarly likewise
        consequently accordingly additionally
        er sie es dies diese dieser dieses diesen diesem aber doch jedoch dennoch trotzdem deshalb daher deswegen
        darum dabei damit dadurch dazu außerdem zudem allerdings hingegen stattdessen somit folglich sein seine
        ihr ihre dort dann auch und oder solche denn
        cela ceci ce cet cette ces il elle ils elles celui celle ceux mais cependant pourtant toutefois néanmoins
        donc ainsi alors ensuite puis aussi et ou or car leur leurs
        esto eso este esta estos estas ese esa aquel él ella ellos ellas pero sino sin embargo además así entonces
        también tampoco luego y su sus
        questo questa questi queste quello quella egli ella esso essa essi lui lei loro ma però tuttavia inoltre
        quindi dunque perciò così anche poi e
        isto isso aquilo este estes essa esse esses ele ela eles elas mas porém contudo todavia entretanto
        portanto assim então também além e seu sua
        он она оно они это этот эта эти но однако поэтому кроме также тоже затем потом тогда и а его ее их
        """.split(whereSeparator: \.isWhitespace).map { TermHash($0.unicodeScalars).value }
    )

    private static let unspaced: [[Unicode.Scalar]] = [
        "しかし", "だが", "でも", "けれど", "また", "そして", "それ", "これ", "その", "この", "そこで", "そのため", "したがって", "彼",
        "但是", "但", "然而", "不过", "因此", "所以", "而且", "此外", "这", "那", "他", "她", "它", "于是", "同时", "另外",
    ].map { Array($0.unicodeScalars) }
}
