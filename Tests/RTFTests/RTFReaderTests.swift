// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import RTFFormat
import Testing

/// The document of a body, or of a whole file that begins with `{\rtf`.
func read(_ text: String, limits: ReadingLimits = ReadingLimits()) throws -> ReadDocument {
    let file = text.hasPrefix("{\\rtf") ? text : "{\\rtf1\\ansi\\ansicpg1252\\deff0 " + text + "}"
    return try Array(file.utf8).withUnsafeBytes { try RTFReader.read($0, limits: limits) }
}

@Suite("RTF: text", .timeLimit(.minutes(1)))
struct RTFReaderTests {
    @Test(
        "what characters are",
        arguments: [
            (#"a\'e9b"#, "aéb"), (#"\u233?x"#, "éx"), (#"\uc2\u8364 EUx"#, "€x"), (#"\uc0\u233 x"#, "éx"),
            (#"\u-10179?\u-8704?"#, "😀"), (#"\ldblquote a\rdblquote\emdash b\~c\_d\-e"#, "“a”—b c-de"),
            (#"a\\b\{c\}"#, #"a\b{c}"#), (#"a\line b\tab c"#, "a\nb c"), (#"\u8226\bullet x"#, "•x"),
            (#"a\u233\par"#, "aé"), ("a\\\nb", "a"), (#"a\'zz b"#, "azz b"), (#"a{\*\unknown hidden}b"#, "ab"),
            (#"a{\pict 00ff}b"#, "ab"), (#"a\bin3 }}}b"#, "ab"), (#"{\i0\*\cs7 a}"#, "a"), ("a\u{E9}b", "aéb"),
            (#"{\upr{x}{\*\ud y}}"#, "y"),
        ]
    )
    func characters(body: String, text: String) throws {
        #expect(try read(body).blocks.first == .paragraph(text))
    }

    @Test("bytes mean what their font says, two bytes and halves of them too")
    func fonts() throws {
        let fonts =
            #"{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset204 Arial;}{\f2\fcharset128 MS Mincho;}"#
            + #"{\f3\fcharset2 Symbol;}{\f4\fcharset2 Wingdings;}{\f5\fcharset134 SimSun;}{\f6\fcharset136 M;}"#
            + #"{\f7\fcharset129 B;}}"#
        let body =
            #"\f1 \'cf\'f0 \f2 \'93\'fa\'83A \f3 abg\'b7 \f4 \'fc\u-3844? \f5\'d6\'d0 \f6\'a4\'a4 \f7\'c7\'d1 \f0\'e9"#
        #expect(try read(fonts + body).blocks == [.paragraph("Пр 日ア αβγ• ✓✓ 中 中 한 é")])
    }

    @Test("the document's own character set", arguments: [(#"\mac"#, "Ž"), (#"\pc"#, "ć"), (#"\ansicpg1251"#, "Ћ")])
    func documentSet(word: String, text: String) throws {
        let expected = ["\\mac": "é", "\\pc": "Ä", "\\ansicpg1251": "Ћ"][word]
        #expect(try read("{\\rtf1" + word + #"\'8e}"#).blocks == [.paragraph(expected ?? text)])
    }

    @Test("hidden text is counted and left out, deleted text is left out")
    func hidden() throws {
        let document = try read(#"a{\v ignore}b{\deleted gone}c\v x\v0 d{\v y\plain z}"#)
        #expect(document.blocks == [.paragraph("abcdz")])
        #expect(document.hiddenCharacters == 8)
    }

    @Test("headers, footers and information are left out, the title is known")
    func surroundings() throws {
        let document = try read(
            #"{\info{\title A \'e9tude}{\author X}}{\header H\par}{\footerf F\par}{\ftnsep s}{\*\generator g;}a\par"#
        )
        #expect(document.blocks == [.paragraph("a")])
        #expect(document.title == "A étude")
    }

    @Test("of fields the result is kept, and the sign of a symbol field")
    func fields() throws {
        let link = #"{\field{\*\fldinst HYPERLINK "http://e/" {\field{\fldinst X}{\fldrslt no}}}{\fldrslt{\ul here}}}"#
        #expect(try read("see " + link + "!").blocks == [.paragraph("see here!")])
        #expect(
            try read(#"a{\field{\*\fldinst SYMBOL 183 \\f "Symbol" \\s 10}{\fldrslt}}b"#).blocks == [.paragraph("a•b")]
        )
    }

    @Test("footnotes, text boxes and comments come after the text")
    func notes() throws {
        let document = try read(
            #"Text{\footnote \pard one\par two}\par{\shp{\*\shpinst{\sp{\sn n}{\sv v}}{\shptxt box\par}}"#
                + #"{\shprslt old}}{\*\annotation{\*\atnref 1}comment}More\par"#
        )
        #expect(
            document.blocks == [
                .paragraph("Text"), .paragraph("More"), .note("one\ntwo"), .note("box"), .note("comment"),
            ]
        )
    }

    @Test("what is no RTF is refused", arguments: ["", "{", "{\\rt", "plain text", "\u{7F}ELF"])
    func refused(text: String) {
        Array(text.utf8).withUnsafeBytes { bytes in
            #expect(!RTFReader.recognises(bytes))
            #expect(throws: ReadingError.self) { try RTFReader.read(bytes, limits: ReadingLimits()) }
        }
    }
}
