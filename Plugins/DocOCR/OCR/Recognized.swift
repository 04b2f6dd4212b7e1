// SPDX-License-Identifier: Apache-2.0
import CTesseract
import DocumentModel

/// What an engine saw on a page: paragraphs with their lines, and how sure it is.
struct Recognized {
    struct Paragraph {
        var lines: [String]
        /// 0 to 100.
        var confidence: Float
        /// Of one line, in pixels.
        var lineHeight: Int
    }
    var paragraphs: [Paragraph] = []

    /// Reads what is in the engine after it recognised a page.
    init(_ handle: OpaquePointer) {
        guard let iterator = TessBaseAPIGetIterator(handle) else { return }
        defer { TessResultIteratorDelete(iterator) }
        // A page of letters without end is cut; nobody reads such a page.
        for _ in 0..<20_000 {
            add(iterator)
            guard TessResultIteratorNext(iterator, RIL_PARA) != 0 else { return }
        }
    }

    private mutating func add(_ iterator: OpaquePointer) {
        guard let page = TessResultIteratorGetPageIteratorConst(iterator) else { return }
        switch TessPageIteratorBlockType(page) {
        case PT_FLOWING_IMAGE, PT_HEADING_IMAGE, PT_PULLOUT_IMAGE, PT_HORZ_LINE, PT_VERT_LINE, PT_NOISE: return
        default: break
        }
        guard let text = TessResultIteratorGetUTF8Text(iterator, RIL_PARA) else { return }
        defer { TessDeleteText(text) }
        let lines = String(cString: text).split(separator: "\n").map(CJKBlanks.removed(from:)).filter { !$0.isEmpty }
        guard !lines.isEmpty else { return }
        var (left, top, right, bottom): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
        _ = TessPageIteratorBoundingBox(page, RIL_PARA, &left, &top, &right, &bottom)
        paragraphs.append(
            Paragraph(
                lines: lines,
                confidence: TessResultIteratorConfidence(iterator, RIL_PARA),
                lineHeight: Int(bottom - top) / lines.count
            )
        )
    }

    var characters: Int { paragraphs.reduce(0) { $0 + $1.characters } }

    /// The mean over all characters, 0 to 100; 0 where there is none.
    var confidence: Float {
        let count = characters
        guard count > 0 else { return 0 }
        return paragraphs.reduce(0) { $0 + $1.confidence * Float($1.characters) } / Float(count)
    }

    /// How much was read how surely: what comes out of a page that lies wrong counts little however much it is.
    var worth: Float { paragraphs.reduce(0) { $0 + max(0, $1.confidence - 40) * Float($1.characters) } }
}

extension Recognized.Paragraph {
    var characters: Int { lines.reduce(0) { $0 + $1.unicodeScalars.count } }
}
