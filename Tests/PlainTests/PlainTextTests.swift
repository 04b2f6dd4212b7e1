// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import PlainFormats
import Testing

@Suite("Plain text as blocks", .timeLimit(.minutes(1)))
struct PlainTextTests {
    private static let prose = """
        The quick brown fox jumps over the lazy dog, and then it does so again
        because nobody has told it to stop. A second line that is broken at the
        very same column follows, so that a reader can see a program broke the
        text where it did.

        """

    @Test("lines that were broken at a column become one paragraph")
    func wrapped() {
        let document = plain(Self.prose + "\nShort.\n")
        #expect(document.blocks.count == 2)
        guard case .paragraph(let text) = document.blocks.first else { Issue.record("no paragraph"); return }
        #expect(text.hasPrefix("The quick brown fox") && text.contains("again because nobody") && !text.contains("\n"))
    }

    @Test("lines that the author ended stay lines")
    func poem() {
        let document = plain(Self.prose + "\nRoses are red\nViolets are blue\nSugar is sweet\n")
        #expect(document.blocks.last == .paragraph("Roses are red\nViolets are blue\nSugar is sweet"))
    }

    @Test("Japanese lines are put together without blanks")
    func japanese() {
        let line = String(repeating: "日本語の文", count: 8)
        let document = plain("\(line)\n\(line)\n\(line)\n\(line)\n終わり。\n")
        #expect(document.blocks == [.paragraph(line + line + line + line + "終わり。")])
    }

    @Test("lists with depth and numbers, under the line that announces them")
    func lists() {
        let document = plain("You need:\n- a pan\n  - with a lid\n- salt\n\n1. Boil.\n2. Eat.\n")
        #expect(
            document.blocks == [
                .paragraph("You need:"), .item(ListItem(depth: 0, text: "a pan")),
                .item(ListItem(depth: 1, text: "with a lid")), .item(ListItem(depth: 0, text: "salt")),
                .item(ListItem(depth: 0, number: "1", text: "Boil.")),
                .item(ListItem(depth: 0, number: "2", text: "Eat.")),
            ]
        )
    }

    @Test("headings: underlined, or with numbers of several levels")
    func headings() {
        let document = plain(
            "Guide\n=====\n\nText.\n\nPart\n----\n\n1.1 First things\n\nText.\n\n1.2 Other things\n\nText.\n\n2.1 last, no heading.\n"
        )
        let headings = document.blocks.compactMap { block -> String? in
            if case .heading(let level, let text) = block { "\(level) \(text)" } else { nil }
        }
        #expect(headings == ["1 Guide", "2 Part", "2 1.1 First things", "2 1.2 Other things"])
    }

    @Test("tables of columns, drawings and code keep their lines")
    func preformatted() {
        let table = "Name      Size     Year\nalpha     12       1999\nbeta      7        2001"
        let drawing = "+---+   +---+\n| a |-->| b |\n+---+   +---+"
        let code = "    for (i = 0; i < n; i++) {\n        sum += a[i];\n    }"
        let document = plain("\(Self.prose)\n\(table)\n\n\(drawing)\n\n\(code)\n")
        #expect(
            document.blocks.dropFirst() == [
                .preformatted(table), .preformatted(drawing),
                .preformatted("for (i = 0; i < n; i++) {\n    sum += a[i];\n}"),
            ]
        )
    }

    @Test("what runs along at page breaks goes, what stands between stays")
    func pages() {
        let page = { (number: Int) in
            "Doe                  Informational                [Page \(number)]\n\u{0C}\nRFC 9999            A Protocol            March 2020\n\n"
        }
        let document = plain("One.\n\n\(page(1))Two.\n\n\(page(2))Three.\n\n\(page(3))Four.\n")
        #expect(document.blocks == ["One.", "Two.", "Three.", "Four."].map { .paragraph($0) })
    }

    @Test("a manual page: what is struck over is read once, its capitals are headings")
    func manual() {
        let document = plain(
            "LS(1)     User Commands     LS(1)\n\nN\u{8}NA\u{8}AM\u{8}ME\u{8}E\n       ls - _\u{8}l_\u{8}ist files\n"
        )
        #expect(document.blocks.dropFirst() == [.heading(level: 2, text: "NAME"), .paragraph("ls - list files")])
    }

    @Test("no word is lost or moved", arguments: 1...40 as ClosedRange<UInt64>)
    func words(_ seed: UInt64) {
        var random = SeededBytes(seed)
        let pieces = [
            "word", "\n", "  ", "- ", "1. ", "\n\n", "Title", "====", "|", "x=1;", "\t", "    ", "日本", ".", "    $ ls",
        ]
        var text = ""
        for _ in 0..<300 { text += pieces[Int(random.next()) % pieces.count] + (random.next() % 3 == 0 ? " " : "") }
        // Letters alone: markers of entries and lines of signs are not words.
        let letters = { (text: String) in
            text.unicodeScalars.filter { $0.properties.isAlphabetic }.map(String.init).joined()
        }
        let document = plain(text)
        #expect(letters(document.blocks.map(Self.text).joined(separator: " ")) == letters(text))
    }

    private static func text(_ block: Block) -> String {
        switch block {
        case .heading(_, let text), .paragraph(let text), .preformatted(let text), .note(let text): text
        case .item(let item): item.text
        case .table(let table): table.rows.joined().joined(separator: " ")
        }
    }

    @Test("a line of 4 MB, a text of line ends, and deep lists end soon")
    func hostile() {
        let clock = ContinuousClock()
        let taken = clock.measure {
            let line = PlainTextReader.read(
                DecodedText(utf8: [UInt8](repeating: 0x61, count: 4 << 20), characterSet: "UTF-8")
            )
            #expect(line.blocks.count == 64)
            _ = PlainTextReader.read(DecodedText(utf8: [UInt8](repeating: 0x0A, count: 4 << 20), characterSet: "UTF-8"))
            _ = plain(String(repeating: "- a\n", count: 100_000))
            _ = plain(String(repeating: "a\n=\n", count: 100_000))
        }
        #expect(taken < .seconds(30))
    }
}
