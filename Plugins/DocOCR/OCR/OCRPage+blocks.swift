// SPDX-License-Identifier: Apache-2.0
import DocumentModel

extension OCRPage {
    /// Below it a paragraph is what Tesseract makes of a picture's texture.
    private static let noise: Float = 25
    /// A line so many times as high as most is a heading.
    private static let headingHeight = 1.5

    init(_ found: Recognized, quarters: Int, languages: OCRLanguages) {
        let heights = found.paragraphs.flatMap { Array(repeating: $0.lineHeight, count: $0.lines.count) }.sorted()
        let usual = heights.isEmpty ? 0 : Double(heights[heights.count / 2])
        let blocks = found.paragraphs.compactMap { paragraph -> Block? in
            let letters = paragraph.lines.reduce(0) {
                $0 + $1.unicodeScalars.count { $0.properties.isAlphabetic || $0.properties.numericType != nil }
            }
            guard letters > 0, paragraph.confidence >= Self.noise || paragraph.characters > 400 else { return nil }
            let text = LineJoin.text(of: paragraph.lines)
            let isHeading =
                paragraph.lines.count == 1 && heights.count >= 5 && letters >= 3
                && Double(paragraph.lineHeight) >= usual * Self.headingHeight && text.utf8.count <= 120
                && paragraph.confidence >= 70
            return isHeading ? .heading(level: 2, text: text) : .paragraph(text)
        }
        self.init(
            blocks: blocks,
            confidence: Double(found.confidence),
            quarters: quarters,
            languages: languages.joined
        )
    }
}

/// Lines of one paragraph as running text.
enum LineJoin {
    /// A word that was divided at a line's end is whole again: the second half must begin with a small letter, so that
    /// `Anna-Maria` stays. Lines of scripts without blanks are joined without one.
    static func text(of lines: [String]) -> String {
        var text = ""
        for line in lines {
            guard let last = text.unicodeScalars.last, let next = line.unicodeScalars.first else {
                text += line
                continue
            }
            let beforeHyphen = text.unicodeScalars.dropLast().last
            if last == "-" || last == "\u{2010}" || last == "\u{AD}" || last == "\u{AC}",
                beforeHyphen?.properties.isAlphabetic == true, next.properties.isLowercase
            {
                text.unicodeScalars.removeLast()
            } else if !(CJKBlanks.isWithout(last) && CJKBlanks.isWithout(next)) {
                text += " "
            }
            text += line
        }
        return text
    }
}
