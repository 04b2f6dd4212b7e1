// SPDX-License-Identifier: GPL-3.0-or-later
import PopplerPages

/// Decides by ratios whether a page's own text is its text. Good text is never sent to OCR: each reason for OCR needs
/// both a defect of the text, or its absence, and something on the page that could be read instead.
struct PageJudge {
    let facts: PopplerPagesFacts
    let quality: TextQuality

    var decision: OCRDecision {
        let characters = quality.characters
        let share = Double(facts.imageShare)
        let percent = Int((share * 100).rounded())
        if characters == 0 { return withoutText(percent) }
        let undecodable = min(Double(facts.undecodable) / Double(max(facts.visible + facts.invisible, 1)), 1)
        if characters >= 20, undecodable > 0.3 {
            return .ocr("\(Int(undecodable * 100)) % of the text has no Unicode values in the file")
        }
        let wordShare = quality.wordShare
        if let wordShare, quality.words >= 20, wordShare < 0.4 {
            return .ocr(
                "only \(Int(wordShare * 100)) % of the words look like words: the file's fonts map letters wrongly"
            )
        }
        // Of 7,700 good pages in some twenty languages none had less than 0.41, but for Vietnamese, most of whose vowels have
        // marks; letters moved along the alphabet have 0.1 to 0.4.
        if let common = quality.commonShare, common < 0.36, quality.latinBeyondASCII * 8 < quality.asciiLetters {
            return .ocr(
                "only \(Int(common * 100)) % of the letters are frequent ones: the file's fonts map letters wrongly"
            )
        }
        if quality.hasTooManyOfALetter {
            return .ocr("a letter is more frequent than in any language: the file's fonts map letters wrongly")
        }
        let latin = quality.latinBeyondASCII
        if latin >= 40, latin > quality.asciiLetters, latin > quality.otherLetters {
            return .ocr("more letters with marks than without: the text is in an encoding that the file does not name")
        }
        let isLayer = facts.invisible > facts.visible
        if isLayer, share > 0.4, let wordShare, quality.words >= 12, wordShare < 0.6 {
            return .ocr("an older OCR layer over a scan, of whose words only \(Int(wordShare * 100)) % look like words")
        }
        if isLayer, share > 0.4, quality.tokens >= 20, quality.mixedTokens * 8 > quality.tokens {
            let share = quality.mixedTokens * 100 / quality.tokens
            return .ocr("an older OCR layer over a scan, of whose words \(share) % have capitals or digits inside")
        }
        if isLayer, share > 0.4, quality.tokens >= 20, quality.capitalTokens * 4 > quality.tokens,
            quality.signs * 8 > quality.characters
        {
            return .ocr("an older OCR layer over a scan, of capitals and signs: it was read in another script")
        }
        if isLayer { return .textLayer("an older OCR layer over a scan whose words look like words") }
        if isScanWithStamp {
            return .ocr(
                "a scan covers \(percent) % of the page, with no more than \(characters) characters of text on it"
            )
        }
        return .textLayer("the page has \(characters) characters of text")
    }

    private func withoutText(_ percent: Int) -> OCRDecision {
        if facts.imageShare > 0.04 { return .ocr("pictures cover \(percent) % of the page, and there is no text") }
        // Letters drawn as shapes: a page of them has hundreds, a frame or a logo only a few.
        if facts.paths >= 100 { return .ocr("\(facts.paths) shapes are drawn on the page, and there is no text") }
        if facts.images > 0 { return .empty("small pictures, and no text") }
        return .empty(facts.paths > 0 ? "\(facts.paths) shapes, and no text" : "nothing is drawn on the page")
    }

    /// A picture over the whole page in a scanner's resolution, with a page number or a stamp put on later. Slides have
    /// pictures behind their text too, but coarser ones, or more text.
    private var isScanWithStamp: Bool {
        guard facts.largestImageShare > 0.8 || facts.imageShare > 0.9 else { return false }
        let isScan = facts.imageBits == 1 || facts.imageDPI >= 150
        return isScan ? quality.characters < 200 && quality.words + quality.otherLetters / 2 < 25 : false
    }
}
