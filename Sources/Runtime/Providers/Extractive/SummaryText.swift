// SPDX-License-Identifier: Apache-2.0

/// Puts chosen sentences together in the order of the text.
enum SummaryText {
    private static let ellipsis: Unicode.Scalar = "\u{2026}"

    static func joined(_ selection: SentenceSelection) -> String {
        let source = selection.source
        var result = ""
        let order = selection.chosen.sorted()
        for (place, sentence) in order.enumerated() {
            var range = selection.sentences[sentence].range
            let isShortened = selection.shortened?.sentence == sentence
            if let shortened = selection.shortened, isShortened { range = shortened.range }
            if place > 0, let first = source.scalars[range].first {
                let previous = order[place - 1]
                let goesOn = previous + 1 == sentence && selection.sentences[previous].goesOn
                result.unicodeScalars.append(contentsOf: gap(result, first, range: range, goesOn: goesOn, in: source))
            }
            let next = place + 1 < order.count ? order[place + 1] : nil
            let breaksOff =
                isShortened && range.upperBound < selection.sentences[sentence].range.upperBound
                || selection.sentences[sentence].goesOn && next != sentence + 1
            if breaksOff {
                while let last = source.scalars[range].last, last.isClauseMark || last.isGap || last.isOpener,
                    range.count > 1
                {
                    range = range.lowerBound..<range.upperBound - 1
                }
            }
            source.append(range, to: &result)
            if breaksOff { result.unicodeScalars.append(ellipsis) }
        }
        return result
    }

    /// A space, or what the source has there where one long sentence goes on: nothing inside a word without end.
    private static func gap(
        _ text: String,
        _ first: Unicode.Scalar,
        range: Range<Int>,
        goesOn: Bool,
        in source: SourceText
    ) -> [Unicode.Scalar] {
        guard let last = text.unicodeScalars.last else { return [] }
        if goesOn, range.lowerBound > 0, !source.scalars[range.lowerBound - 1].isGap { return [] }
        // After 」 or 。 a Latin word stands without a space as well.
        if last.isWideForm || last == ellipsis, first.isWideForm { return [] }
        return SourceText.gap(last, first)
    }
}
