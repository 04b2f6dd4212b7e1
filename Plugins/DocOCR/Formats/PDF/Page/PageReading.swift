// SPDX-License-Identifier: GPL-3.0-or-later
import PopplerPages

/// Makes a `PDFPage` of what the C side collected.
struct PageReading {
    /// Valid while the C side's text is.
    let characters: UnsafeBufferPointer<UInt8>
    let pieces: [PagePiece]
    let rulings: [PageRuling]
    let facts: PopplerPagesFacts

    init(_ text: OpaquePointer) {
        var count = 0
        let bytes = poppler_pages_characters(text, &count)
        characters = UnsafeBufferPointer(
            start: UnsafeRawPointer(bytes)?.assumingMemoryBound(to: UInt8.self),
            count: count
        )
        let pieces = poppler_pages_pieces(text, &count)
        self.pieces = UnsafeBufferPointer(start: pieces, count: count).map(PagePiece.init)
        let rulings = poppler_pages_rulings(text, &count)
        self.rulings = UnsafeBufferPointer(start: rulings, count: count).map {
            PageRuling(x0: $0.x0, y0: $0.y0, x1: $0.x1, y1: $0.y1)
        }
        facts = poppler_pages_facts(text)
    }

    func page(_ number: Int) -> PDFPage {
        let decision = PageJudge(facts: facts, quality: TextQuality(characters)).decision
        var packed: [UInt8] = []
        // A page that is recognized anew keeps its own text for the case that this fails.
        if !characters.isEmpty {
            packed.reserveCapacity(characters.count + pieces.count * 24)
            let writer = LineWriter(self)
            writer.write(to: &packed)
        }
        return PDFPage(
            number: number,
            decision: decision,
            width: Int(facts.width.isFinite ? min(facts.width, 1_000_000) : 0),
            height: Int(facts.height.isFinite ? min(facts.height, 1_000_000) : 0),
            hidden: Int(facts.hidden),
            isCut: facts.tooManyGlyphs || facts.tooDeep || facts.outOfTime,
            packed: String(decoding: packed, as: UTF8.self)
        )
    }
}
