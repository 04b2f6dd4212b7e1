// SPDX-License-Identifier: Apache-2.0
import Encodings
import Testing

@Suite("Character sets", .timeLimit(.minutes(1)))
struct TextDecoderTests {
    @Test(
        "bytes of a code page",
        arguments: [
            (1252, [0x93, 0x80, 0xE9, 0x94], "“€é”"), (1251, [0xCF, 0xF0, 0xE8], "При"),
            (932, [0x93, 0xFA, 0x96, 0x7B, 0xB1], "日本ｱ"), (936, [0xD6, 0xD0], "中"), (950, [0xA4, 0xA4], "中"),
            (949, [0xC7, 0xD1], "한"), (20866, [0xF0, 0xD2, 0xC9], "При"), (10000, [0x8E, 0xD2], "é“"),
            (65001, [0xF0, 0x9F, 0x99, 0x82], "🙂"), (1200, [0x3D, 0xD8, 0x42, 0xDE], "🙂"), (1253, [0xE1], "α"),
        ] as [(Int, [UInt8], String)]
    )
    func decodes(number: Int, bytes: [UInt8], text: String) throws {
        let decoder = try #require(TextDecoder(codePage: CodePage(number)))
        #expect(decoder.decode(bytes) == text)
        #expect(decoder.substitutions == 0)
    }

    @Test("every code page that is named has a converter")
    func everyCodePage() {
        let numbers = (0..<70_000).filter { CodePage($0).hasConverter }
        #expect(numbers.count > 50)
        for number in numbers { #expect(TextDecoder(codePage: CodePage(number)) != nil, "\(number)") }
    }

    @Test("a character that is cut between two pieces comes out whole, whatever the pieces", arguments: 1...5)
    func pieces(size: Int) throws {
        let decoder = try #require(TextDecoder(name: "gb18030"))
        // 中, 😀 in four bytes, é
        let bytes: [UInt8] = [0xD6, 0xD0, 0x94, 0x39, 0xFC, 0x36, 0xA8, 0xA6]
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: size) {
            let piece = Array(bytes[start..<min(start + size, bytes.count)])
            piece.withUnsafeBytes { decoder.decode($0, into: &text, isLast: start + size >= bytes.count) }
        }
        #expect(text == "中😀é")
    }

    @Test("what stands for no character is U+FFFD, and counted")
    func substitutions() throws {
        let decoder = try #require(TextDecoder(name: "UTF-8"))
        #expect(decoder.decode([0x61, 0xFF, 0x62, 0xE2, 0x82]) == "a\u{FFFD}b\u{FFFD}")
        #expect(decoder.substitutions == 2)
        #expect(decoder.decode([0x63]) == "c")
    }

    @Test("a text longer than any buffer")
    func long() throws {
        let decoder = try #require(TextDecoder(codePage: .windows(932)))
        let bytes = [[UInt8]](repeating: [0x93, 0xFA, 0x61], count: 100_000).flatMap { $0 }
        #expect(decoder.decode(bytes) == String(repeating: "日a", count: 100_000))
    }

    @Test("an unknown name gives nothing", arguments: ["", "no such set", String(repeating: "x", count: 1000)])
    func unknown(name: String) {
        #expect(TextDecoder(name: name) == nil)
    }

    @Test("a language and a font's set name their code page")
    func origins() {
        #expect(CodePage(language: 0x419).number == 1251)
        #expect(CodePage(language: 0x804).number == 936)
        #expect(CodePage(language: 0x404).number == 950)
        #expect(CodePage(language: 0).number == 1252)
        #expect(CodePage(fontCharacterSet: 128)?.number == 932)
        #expect(CodePage(fontCharacterSet: 2) == nil)
    }
}
