// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import Testing

@testable import OldWordFormat

/// A file of Word 6: bytes, properties of one byte, everything in one stream.
private struct Word6 {
    var paragraphs: [(text: [UInt8], changes: [UInt8])]
    var runs: [(length: Int, changes: [UInt8])] = []
    var fonts: [(set: UInt8, name: String)] = []
    var language = 0x409
    var flags = 0

    func build() -> [UInt8] {
        let text = paragraphs.flatMap(\.text)
        var main = [UInt8](repeating: 0, count: 1024) + text
        while main.count % 512 != 0 { main.append(0) }
        func put(_ offset: Int, _ value: Int) {
            main.replaceSubrange(offset..<offset + 4, with: WordBuilder.long(value))
        }
        func page(_ runs: [(length: Int, changes: [UInt8])], entry: Int, place: Int, _ packed: ([UInt8]) -> [UInt8]) {
            guard !runs.isEmpty else { return }
            var page = [UInt8](repeating: 0, count: 512)
            var free = 510
            var offset = 1024
            for (index, run) in runs.enumerated() {
                page.replaceSubrange(4 * index..<4 * index + 4, with: WordBuilder.long(offset))
                offset += run.length
                page.replaceSubrange(4 * index + 4..<4 * index + 8, with: WordBuilder.long(offset))
                let changes = packed(run.changes)
                free -= (changes.count + 1) / 2 * 2
                page.replaceSubrange(free..<free + changes.count, with: changes)
                page[4 * (runs.count + 1) + entry * index] = UInt8(free / 2)
            }
            page[511] = UInt8(runs.count)
            let number = main.count / 512
            main += page
            put(place, main.count)
            put(place + 4, 10)
            main += WordBuilder.long(1024) + WordBuilder.long(offset) + WordBuilder.word(number)
            while main.count % 512 != 0 { main.append(0) }
        }
        page(runs, entry: 1, place: 0xB8) { [UInt8($0.count)] + $0 }
        page(paragraphs.map { ($0.text.count, $0.changes) }, entry: 7, place: 0xC0) { changes in
            [UInt8((changes.count + 4) / 2), 0, 0] + changes
        }
        let entries = fonts.flatMap { font -> [UInt8] in
            [UInt8(6 + font.name.utf8.count), 0, 0, 0, font.set, 0] + Array(font.name.utf8) + [0]
        }
        put(0xD0, main.count)
        put(0xD4, entries.count + 2)
        main += WordBuilder.word(entries.count + 2) + entries
        main.replaceSubrange(0..<4, with: [0xDC, 0xA5, 0x65, 0])
        main.replaceSubrange(6..<8, with: WordBuilder.word(language))
        main.replaceSubrange(10..<12, with: WordBuilder.word(flags))
        put(24, 1024)
        put(28, 1024 + text.count)
        put(0x34, text.count)
        return main
    }

    func read() throws -> ReadDocument {
        try build().withUnsafeBytes { try OldWordReader.read($0, limits: ReadingLimits()) }
    }
}

@Suite("Old Word: versions 6 and 95", .timeLimit(.minutes(1)))
struct Word6Tests {
    @Test("bytes of the language's code page, where no font says another")
    func language() throws {
        let russian = Word6(paragraphs: [([0xCF, 0xF0, 0xE8, 0x0D], [])], language: 0x419)
        #expect(try russian.read().blocks == [.paragraph("При")])
        let japanese = Word6(paragraphs: [([0x93, 0xFA, 0x61, 0x0D], [])], language: 0x411)
        #expect(try japanese.read().blocks == [.paragraph("日a")])
    }

    @Test("bytes of a font's character set, signs of a font, hidden and deleted runs")
    func runs() throws {
        let document = try Word6(
            paragraphs: [([0xCF, 0x61, 0xE9, 0x78, 0x79, 0x0D], [])],
            // Sizes and colours come before the font, with operands of their own lengths.
            runs: [
                (1, [99, 24, 0, 98, 1, 93, 1, 0]), (1, [93, 2, 0]), (1, []), (1, [92, 1]), (1, [65, 1]), (1, []),
            ],
            fonts: [(0, "Times"), (204, "Arial Cyr"), (2, "Symbol")]
        ).read()
        #expect(document.blocks == [.paragraph("Пαé")])
        #expect(document.hiddenCharacters == 1)
    }

    @Test("tables, headings and numbered paragraphs")
    func structure() throws {
        let cell: [UInt8] = [24, 1]
        let number: [UInt8] =
            [13, 10, 12, 52, 0, 1, 2] + [UInt8](repeating: 0, count: 17) + Array("().".utf8)
            + [UInt8](repeating: 0, count: 29)
        let bullet: [UInt8] = [13, 11] + number.dropFirst(2)
        let document = try Word6(paragraphs: [
            (Array("a\r".utf8), [2, 1, 0]), (Array("b\u{7}".utf8), cell), (Array("c\u{7}".utf8), cell),
            ([7], cell + [25, 1]), (Array("d\r".utf8), number), (Array("e\r".utf8), number),
            (Array("f\r".utf8), bullet), (Array("g\r".utf8), []),
        ]).read()
        #expect(
            document.blocks == [
                .heading(level: 1, text: "a"), .table(Table(rows: [["b", "c"]])),
                .item(ListItem(depth: 0, number: "1", text: "d")), .item(ListItem(depth: 0, number: "2", text: "e")),
                .item(ListItem(depth: 0, text: "f")), .paragraph("g"),
            ]
        )
    }

    @Test("UTF-16 of the East Asian versions of Word 95")
    func wide() throws {
        let text = Array("中é\r".utf16).flatMap { WordBuilder.word(Int($0)) }
        #expect(try Word6(paragraphs: [(text, [])], flags: 0x1000).read().blocks == [.paragraph("中é")])
    }
}
