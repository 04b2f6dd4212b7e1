// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import Testing

@testable import OldWordFormat

private func read(_ builder: WordBuilder) throws -> ReadDocument {
    let (main, table) = builder.build()
    return try WordDocument.read(main: main, table: table, data: [], limits: ReadingLimits())
}

/// A property of one byte.
private func byte(_ code: Int, _ value: UInt8) -> [UInt8] { WordBuilder.word(code) + [value] }
private func word(_ code: Int, _ value: Int) -> [UInt8] { WordBuilder.word(code) + WordBuilder.word(value) }

private let inTable = byte(0x2416, 1)
private let rowEnd = byte(0x2416, 1) + byte(0x2417, 1)

@Suite("Old Word: text and structure", .timeLimit(.minutes(1)))
struct WordDocumentTests {
    @Test("UTF-16 and eight bits, special characters, breaks")
    func characters() throws {
        #expect(try read(WordBuilder("Пять 中 😀", "b")).blocks == [.paragraph("Пять 中 😀"), .paragraph("b")])
        var narrow = WordBuilder("caf\u{E9} \u{93}x\u{94}")
        narrow.isNarrow = true
        #expect(try read(narrow).blocks == [.paragraph("café “x”")])
        #expect(
            try read(WordBuilder("a\u{1E}b\u{1F}c\u{A0}d\u{1}\u{8}e\u{B}f\tg")).blocks == [.paragraph("a-bc de\nf g")]
        )
    }

    @Test("pieces in any place, and changes laid over one")
    func pieces() throws {
        var builder = WordBuilder("abcdef")
        builder.changeLists = [byte(0x083C, 1)]
        // The second piece is hidden by a list of changes, the third deleted by a packed one.
        builder.pieces = [(2, 0), (2, 1), (1, 0x41 << 1 | 1 << 8), (2, 0)]
        let document = try read(builder)
        #expect(document.blocks == [.paragraph("abf")])
        #expect(document.hiddenCharacters == 2)
    }

    @Test("hidden and deleted runs, by themselves and by style")
    func hidden() throws {
        var builder = WordBuilder("abcdef", "gh")
        builder.runs = [
            .init(range: 1..<3, changes: byte(0x083C, 1)), .init(range: 3..<4, changes: []),
            .init(range: 4..<5, changes: byte(0x0800, 1)),
        ]
        let document = try read(builder)
        #expect(document.blocks == [.paragraph("adf"), .paragraph("gh")])
        #expect(document.hiddenCharacters == 2)

        builder.runs = []
        builder.paragraphs[1].style = 1
        builder.tables[1] = styleSheet([style(0, name: "N"), style(9, name: "S", character: byte(0x083C, 1))])
        #expect(try read(builder).hiddenCharacters == 2)
    }

    @Test("headings by style, by a style's outline level and by the paragraph's own")
    func headings() throws {
        var builder = WordBuilder([
            .init(text: "A\r", style: 1), .init(text: "B\r", style: 11), .init(text: "C\r", changes: byte(0x2640, 2)),
            .init(text: "D\r", style: 2, changes: byte(0x2640, 9)),
        ])
        let expected: [Block] = [
            .heading(level: 1, text: "A"), .paragraph("B"), .heading(level: 3, text: "C"), .paragraph("D"),
        ]
        #expect(try read(builder).blocks == expected)
        let empty = (0..<11).map { style(UInt16($0), name: "s") }
        builder.tables[1] = styleSheet(empty + [style(0xFFE, name: "Own", paragraph: byte(0x2640, 4))])
        #expect(try read(builder).blocks[1] == .heading(level: 5, text: "B"))
    }

    @Test("a table, and one in a cell of it")
    func tables() throws {
        let inner = byte(0x2416, 1) + WordBuilder.word(0x6649) + WordBuilder.long(2)
        let document = try read(
            WordBuilder([
                .init(text: "x\r"), .init(text: "a\r", changes: inTable), .init(text: "b\u{7}", changes: inTable),
                .init(text: "i\r", changes: inner + byte(0x244B, 1)),
                .init(text: "j\r", changes: inner + byte(0x244B, 1)),
                .init(text: "\r", changes: inner + byte(0x244C, 1)),
                .init(text: "k\r", changes: inner + byte(0x244B, 1)),
                .init(text: "\r", changes: inner + byte(0x244C, 1)),
                .init(text: "c\u{7}", changes: inTable),
                .init(text: "\u{7}", changes: rowEnd), .init(text: "d\u{7}", changes: inTable),
                .init(text: "\u{7}", changes: inTable), .init(text: "\u{7}", changes: rowEnd), .init(text: "y\r"),
            ])
        )
        #expect(
            document.blocks == [
                .paragraph("x"), .table(Table(rows: [["a\nb", "i j\nk\nc"], ["d", ""]])), .paragraph("y"),
            ]
        )
    }

    @Test("a row that is repeated on every page names the columns")
    func header() throws {
        let document = try read(
            WordBuilder([
                .init(text: "a\u{7}", changes: inTable), .init(text: "\u{7}", changes: rowEnd + byte(0x3404, 1)),
                .init(text: "b\u{7}", changes: inTable), .init(text: "\u{7}", changes: rowEnd), .init(text: "y\r"),
            ])
        )
        #expect(document.blocks.first == .table(Table(rows: [["a"], ["b"]], hasHeader: true)))
    }

    @Test("of fields the result, of a symbol its sign; a field that never ends hides nothing")
    func fields() throws {
        let text = "a \u{13} HYPERLINK \"u\" \u{14}here\u{15} \u{13} SYMBOL 183 \\f \"Symbol\" \u{15} b"
        #expect(try read(WordBuilder(text)).blocks == [.paragraph("a here • b")])
        #expect(try read(WordBuilder("a\u{13} PAGE", "b")).blocks == [.paragraph("a PAGE"), .paragraph("b")])
        let reading = "\u{13} EQ \\* jc2 \\o\\ad(\\s\\up 10(とう),東京)\u{15}"
        #expect(try read(WordBuilder(reading)).blocks == [.paragraph("東京")])
    }

    @Test("footnotes, endnotes, text boxes and comments come last, headers never")
    func notes() throws {
        var builder = WordBuilder("body\u{2}", "\u{2} one", "\u{2} two", "head", "said", "end", "box", "")
        // One mark more is at the end of all.
        builder.lengths = [6, 12, 5, 0, 5, 4, 4, 0]
        builder.tables[3] = [0, 6, 12, 13].flatMap(WordBuilder.long)
        #expect(
            try read(builder).blocks == [
                .paragraph("body"), .note("one"), .note("two"), .note("end"), .note("box"), .note("said"),
            ]
        )
    }

    @Test("lists: numbers of several levels, bullets, and numbers in front of headings")
    func lists() throws {
        let list = word(0x460B, 1)
        var builder = WordBuilder([
            .init(text: "a\r", changes: list), .init(text: "b\r", changes: list + byte(0x260A, 1)),
            .init(text: "c\r", changes: list + byte(0x260A, 1)), .init(text: "d\r", changes: list),
            .init(text: "e\r", changes: list + byte(0x260A, 1)), .init(text: "H\r", style: 1, changes: list),
            .init(text: "f\r", changes: word(0x460B, 2)), .init(text: "g\r"),
        ])
        builder.tables[73] =
            WordBuilder.word(2) + listHeader(7) + listHeader(8, isSimple: true)
            + level(0, "\u{0}.") + level(4, "\u{0}.\u{1})") + (2..<9).flatMap { _ in level(0, "\u{0}") }
            + level(23, "\u{F0B7}")
        builder.tables[74] =
            WordBuilder.long(2) + [7, 8].flatMap { WordBuilder.long($0) + [UInt8](repeating: 0, count: 12) }
            + WordBuilder.long(0) + WordBuilder.long(0)
        #expect(
            try read(builder).blocks == [
                .item(ListItem(depth: 0, number: "1", text: "a")), .item(ListItem(depth: 1, number: "1.a", text: "b")),
                .item(ListItem(depth: 1, number: "1.b", text: "c")), .item(ListItem(depth: 0, number: "2", text: "d")),
                .item(ListItem(depth: 1, number: "2.a", text: "e")), .heading(level: 1, text: "3. H"),
                .item(ListItem(depth: 0, text: "f")), .paragraph("g"),
            ]
        )
    }

    @Test("every beginning of the streams gives text or an error", arguments: 0..<7)
    func truncated(phase: Int) {
        var builder = WordBuilder("one", "two", "three")
        builder.runs = [.init(range: 1..<3, changes: byte(0x083C, 1))]
        let (main, table) = builder.build()
        for count in stride(from: phase, to: main.count, by: 7) {
            _ = try? WordDocument.read(main: Array(main[..<count]), table: table, data: [], limits: ReadingLimits())
        }
        for count in stride(from: phase, to: table.count, by: 7) {
            let document = try? WordDocument.read(
                main: main,
                table: Array(table[..<count]),
                data: [],
                limits: ReadingLimits()
            )
            #expect(document?.blocks.isEmpty == false)
        }
    }

    @Test("pieces that repeat the same bytes are bounded")
    func amplified() throws {
        var builder = WordBuilder(String(repeating: "x", count: 1000))
        builder.pieces = (0..<2000).map { _ in (1001, 0) }
        var (main, table) = builder.build()
        // All pieces begin where the first does.
        let descriptors = 5 + 4 * 2001
        for index in 0..<2000 {
            table.replaceSubrange(
                descriptors + 8 * index + 2..<descriptors + 8 * index + 6,
                with: WordBuilder.long(1024)
            )
        }
        let lengths = 32 + 30 + 2 + 12
        main.replaceSubrange(lengths..<lengths + 4, with: WordBuilder.long(2_002_000))
        var limits = ReadingLimits()
        limits.textBytes = 50_000
        let document = try WordDocument.read(main: main, table: table, data: [], limits: limits)
        #expect(Markdown.text(of: document.blocks).utf8.count < 60_000)
    }
}

private func style(_ kind: UInt16, name: String, paragraph: [UInt8] = [], character: [UInt8] = []) -> [UInt8] {
    var entry = WordBuilder.word(Int(kind)) + WordBuilder.word(0xFFF1) + WordBuilder.word(2) + WordBuilder.word(0)
    entry += WordBuilder.word(0) + WordBuilder.word(name.utf16.count) + name.utf16.flatMap { WordBuilder.word(Int($0)) }
    entry += WordBuilder.word(0)
    for changes in [WordBuilder.word(0) + paragraph, character] {
        entry += WordBuilder.word(changes.count) + changes
        if entry.count % 2 != 0 { entry.append(0) }
    }
    return WordBuilder.word(entry.count) + entry
}

private func styleSheet(_ styles: [[UInt8]]) -> [UInt8] {
    WordBuilder.word(4) + WordBuilder.word(styles.count) + WordBuilder.word(10) + styles.flatMap { $0 }
}

private func listHeader(_ identity: Int, isSimple: Bool = false) -> [UInt8] {
    WordBuilder.long(identity) + [UInt8](repeating: 0, count: 22) + [isSimple ? 1 : 0, 0]
}

private func level(_ format: UInt8, _ text: String) -> [UInt8] {
    WordBuilder.long(1) + [format, 0] + [UInt8](repeating: 0, count: 22)
        + WordBuilder.word(text.utf16.count) + text.utf16.flatMap { WordBuilder.word(Int($0)) }
}
