// SPDX-License-Identifier: Apache-2.0

/// Runs of the main stream and their properties, from the pages of 512 bytes that keep them.
/// Source: [MS-DOC] 2.9.33 (ChpxFkp), 2.9.175 (PapxFkp), 2.8.5 and 2.8.6 (the tables of pages).
struct FormattedPages {
    struct Run {
        /// Bytes of the main stream, from and to.
        let start: Int
        let end: Int
        /// The changes; empty where the style says all.
        let changes: LittleEndian
    }

    let runs: [Run]

    /// - Parameter isParagraphs: Runs are paragraphs, whose changes begin with the number of the style.
    init(_ table: LittleEndian, place: FileHeader.Place, stream: LittleEndian, isUnicode: Bool, isParagraphs: Bool) {
        var runs: [Run] = []
        let width = isUnicode ? 4 : 2
        let plc = table.part(place.offset, place.length) ?? LittleEndian([])
        // No file has more pages than it has room for, so a table that names one many times is cut.
        let count = max(0, min((plc.count - 4) / (4 + width), stream.count / 512 + 1))
        let base = 4 * ((plc.count - 4) / (4 + width) + 1)
        for index in 0..<count {
            guard let number = isUnicode ? plc.long(base + 4 * index) : plc.word(base + 2 * index),
                let page = stream.part((number & 0x3F_FFFF) * 512, 512)
            else { continue }
            Self.read(page, isUnicode: isUnicode, isParagraphs: isParagraphs, into: &runs)
        }
        var isSorted = true
        for (run, following) in zip(runs, runs.dropFirst()) where run.start > following.start { isSorted = false }
        self.runs = isSorted ? runs : runs.sorted { $0.start < $1.start }
    }

    /// The run at an offset of the main stream, or the first one behind it.
    func index(of offset: Int) -> Int {
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].end <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func read(_ page: LittleEndian, isUnicode: Bool, isParagraphs: Bool, into runs: inout [Run]) {
        guard let count = page.byte(511), count > 0 else { return }
        let entry = isParagraphs ? (isUnicode ? 13 : 7) : 1
        for index in 0..<count {
            guard let start = page.long(4 * index), let end = page.long(4 * index + 4), end > start,
                let half = page.byte(4 * (count + 1) + entry * index)
            else { break }
            var changes = LittleEndian([])
            if half > 0 {
                changes = (isParagraphs ? paragraph(page, 2 * half, isUnicode) : character(page, 2 * half)) ?? changes
            }
            runs.append(Run(start: start, end: end, changes: changes))
        }
    }

    private static func character(_ page: LittleEndian, _ offset: Int) -> LittleEndian? {
        page.byte(offset).flatMap { page.part(offset + 1, $0) }
    }

    /// The length is in words, from the byte behind it; in Word 97 it is a byte further where the first is zero.
    private static func paragraph(_ page: LittleEndian, _ offset: Int, _ isUnicode: Bool) -> LittleEndian? {
        guard let words = page.byte(offset) else { return nil }
        if words > 0 { return clipped(page, offset + 1, 2 * words - 1) }
        guard isUnicode, let longer = page.byte(offset + 1) else { return nil }
        return clipped(page, offset + 2, 2 * longer)
    }

    /// Lengths that reach a byte beyond the page are met with in real files.
    private static func clipped(_ page: LittleEndian, _ offset: Int, _ length: Int) -> LittleEndian? {
        page.part(offset, max(0, min(length, 511 - offset)))
    }
}
