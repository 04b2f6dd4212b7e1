// SPDX-License-Identifier: Apache-2.0

/// Writes the streams of a small Word 97 file: text in UTF-16 or eight bits, properties in one page each.
struct WordBuilder {
    /// A paragraph with its mark, its style and its changes.
    struct Paragraph {
        var text: String
        var style = 0
        var changes: [UInt8] = []
    }
    /// A run of characters with changes of its own, by position; each begins where the last one ends.
    struct Run {
        var range: Range<Int>
        var changes: [UInt8]
    }

    var paragraphs: [Paragraph]
    var runs: [Run] = []
    /// Lengths of the parts: text, footnotes, headers, macros, comments, endnotes, text boxes, those of headers.
    var lengths: [Int]?
    var flags = 0
    var version = 193
    var identity = 0xA5EC
    /// Places of further tables, by number, with their bytes.
    var tables: [Int: [UInt8]] = [:]
    /// Pieces to write in place of the only one: length, and changes (Prm).
    var pieces: [(length: Int, change: Int)]?
    /// Lists of changes in front of the pieces.
    var changeLists: [[UInt8]] = []
    /// Eight bits a character.
    var isNarrow = false

    init(_ paragraphs: [Paragraph]) { self.paragraphs = paragraphs }
    init(_ texts: String...) { paragraphs = texts.map { Paragraph(text: $0 + "\r") } }

    static let textStart = 1024

    func build() -> (main: [UInt8], table: [UInt8]) {
        let units = paragraphs.flatMap { Array($0.text.utf16) }
        let width = isNarrow ? 1 : 2
        var main = [UInt8](repeating: 0, count: Self.textStart)
        for unit in units { main += isNarrow ? [UInt8(truncatingIfNeeded: unit)] : Self.word(Int(unit)) }
        while main.count % 512 != 0 { main.append(0) }

        var start = Self.textStart
        var entries: [(start: Int, end: Int, changes: [UInt8])] = []
        for paragraph in paragraphs {
            let end = start + width * paragraph.text.utf16.count
            entries.append((start, end, Self.word(paragraph.style) + paragraph.changes))
            start = end
        }
        let paragraphPage = main.count / 512
        main += Self.page(entries, entry: 13) { changes in [0, UInt8((changes.count + 1) / 2)] + changes }
        let characterPage = main.count / 512
        let spans = runs.map {
            (Self.textStart + width * $0.range.lowerBound, Self.textStart + width * $0.range.upperBound, $0.changes)
        }
        main += Self.page(spans, entry: 1) { [UInt8($0.count)] + $0 }

        var table: [UInt8] = []
        var places: [Int: (Int, Int)] = [:]
        func add(_ number: Int, _ bytes: [UInt8], announced: Int? = nil) {
            places[number] = (table.count, announced ?? bytes.count)
            table += bytes
        }
        var clx: [UInt8] = changeLists.flatMap { list -> [UInt8] in [1] + Self.word(list.count) + list }
        let parts = pieces ?? [(units.count, 0)]
        var positions: [UInt8] = Self.long(0)
        var descriptors: [UInt8] = []
        var position = 0
        for part in parts {
            let offset = Self.textStart + width * position
            descriptors +=
                Self.word(0) + Self.long(isNarrow ? 2 * offset | 0x4000_0000 : offset) + Self.word(part.change)
            position += part.length
            positions += Self.long(position)
        }
        clx += [2] + Self.long(positions.count + descriptors.count) + positions + descriptors
        add(33, clx)
        add(13, Self.long(Self.textStart) + Self.long(start) + Self.long(paragraphPage))
        if !runs.isEmpty { add(12, Self.long(Self.textStart) + Self.long(start) + Self.long(characterPage)) }
        for (number, bytes) in tables.sorted(by: { $0.key < $1.key }) {
            // The levels of lists are behind what the header announces.
            add(number, bytes, announced: number == 73 ? 2 + 28 * Int(bytes[0]) : nil)
        }

        var header = Self.word(identity) + Self.word(version) + [UInt8](repeating: 0, count: 6) + Self.word(flags)
        header += [UInt8](repeating: 0, count: 12) + Self.long(Self.textStart) + Self.long(start)
        header += Self.word(14) + [UInt8](repeating: 0, count: 28) + Self.word(22)
        let lengths = self.lengths ?? [units.count, 0, 0, 0, 0, 0, 0, 0]
        header += [UInt8](repeating: 0, count: 12) + lengths.flatMap(Self.long)
        header += [UInt8](repeating: 0, count: 4 * (22 - 11)) + Self.word(93)
        for number in 0..<93 {
            let place = places[number] ?? (0, 0)
            header += Self.long(place.0) + Self.long(place.1)
        }
        main.replaceSubrange(0..<header.count, with: header)
        return (main, table)
    }

    static func word(_ value: Int) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF)] }
    static func long(_ value: Int) -> [UInt8] { word(value & 0xFFFF) + word(value >> 16 & 0xFFFF) }

    /// A page of runs: offsets, where each run's changes are, the changes from the end on, the count.
    private static func page(
        _ runs: [(start: Int, end: Int, changes: [UInt8])],
        entry: Int,
        _ packed: ([UInt8]) -> [UInt8]
    ) -> [UInt8] {
        var page = [UInt8](repeating: 0, count: 512)
        var free = 510
        for (index, run) in runs.enumerated() {
            page.replaceSubrange(4 * index..<4 * index + 8, with: long(run.start) + long(run.end))
            var changes = packed(run.changes)
            if changes.count % 2 != 0 { changes.append(0) }
            free -= changes.count
            page.replaceSubrange(free..<free + changes.count, with: changes)
            page[4 * (runs.count + 1) + entry * index] = UInt8(free / 2)
        }
        page[511] = UInt8(runs.count)
        return page
    }
}
