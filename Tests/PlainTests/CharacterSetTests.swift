// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import PlainFormats
import Testing

@Suite("The character set of a text is found", .timeLimit(.minutes(1)))
struct CharacterSetTests {
    @Test("by its bytes alone", arguments: Sample.all)
    func found(_ sample: Sample) throws {
        let result = try decoded(sample.bytes)
        #expect(result.text == sample.text, "taken for \(result.characterSet)")
        #expect(result.replaced == 0)
    }

    @Test(
        "by a byte order mark, which is not text",
        arguments: [
            ([0xEF, 0xBB, 0xBF, 0x61], "UTF-8"), ([0xFF, 0xFE, 0x61, 0], "UTF-16LE"),
            ([0xFE, 0xFF, 0, 0x61], "UTF-16BE"),
            ([0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0], "UTF-32LE"), ([0, 0, 0xFE, 0xFF, 0, 0, 0, 0x61], "UTF-32BE"),
        ] as [([UInt8], String)]
    )
    func marked(_ bytes: [UInt8], _ name: String) throws {
        let result = try decoded(bytes)
        #expect(result.text == "a")
        #expect(result.characterSet == name)
    }

    @Test(
        "UTF-16 and UTF-32 without a mark",
        arguments: ["Two words and a line.\n", "Два слова, и ещё строка.\n", "日本語 の文。\n"]
    )
    func unmarked(_ text: String) throws {
        let little = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let wide = text.unicodeScalars.flatMap {
            [UInt8(0), UInt8($0.value >> 16), UInt8($0.value >> 8 & 0xFF), UInt8($0.value & 0xFF)]
        }
        #expect(try decoded(little).text == text)
        #expect(try decoded(big).text == text)
        #expect(try decoded(wide).text == text)
    }

    @Test("UTF-8 that is cut, or wrong in a place or two, stays UTF-8")
    func nearly() throws {
        let cut = try decoded(Array("Grüße an alle".utf8) + [0xE2, 0x82])
        #expect(cut.characterSet == "UTF-8")
        #expect(cut.text == "Grüße an alle\u{FFFD}")
        let text = String(repeating: "öäü ", count: 20)
        let wrong = try decoded(Array(text.utf8) + [0xE4, 0x20] + Array(text.utf8))
        #expect(wrong.characterSet == "UTF-8")
        #expect(wrong.replaced == 1)
    }

    @Test("what the file declares counts where the bytes can be it, and only there")
    func declared() throws {
        #expect(try decoded([0x61, 0xE9, 0x61], declared: ["ISO-8859-2"]).text == "aéa")
        // 0xE3 is ă in Central European sets and ã in Western ones.
        #expect(try decoded([0x70, 0xE3], declared: ["no-such-set", "windows-1250"]).text == "pă")
        let koi = try #require(Sample.all.first { $0.name == "KOI8-R" })
        #expect(try decoded(koi.bytes, declared: ["Shift_JIS"]).text == koi.text)
        #expect(try decoded(Array("é".utf8), declared: ["windows-1251"]).text == "é")
    }

    @Test("binary data is no text", arguments: [1, 2, 3, 4, 5] as [UInt64])
    func binary(_ seed: UInt64) {
        var random = SeededBytes(seed)
        let bytes = random.bytes(20_000)
        let error = #expect(throws: ReadingError.self) { try decoded(bytes) }
        #expect(error?.code == .unsupported)
    }

    @Test("no more is decoded than was asked for, and no character is cut")
    func bounded() throws {
        let text = try decoded(Array(String(repeating: "é", count: 1000).utf8), maximumBytes: 101)
        #expect(text.utf8.count == 100)
        #expect(text.isCut)
        let koi = try #require(Sample.all.first { $0.name == "KOI8-R" })
        let many = try decoded(Array(repeating: koi.bytes, count: 3000).flatMap { $0 }, maximumBytes: 1001)
        #expect(many.utf8.count <= 1001)
        #expect(many.isCut)
        #expect(many.text.hasPrefix("Установка"))
        #expect(!many.text.contains("\u{FFFD}"))
    }

    @Test("every beginning of every sample ends in a text or an error")
    func truncated() {
        for sample in Sample.all {
            for end in stride(from: 0, through: sample.bytes.count, by: 7) {
                let text = try? decoded(Array(sample.bytes[..<end]))
                if let text { #expect(String(validating: text.utf8, as: UTF8.self) != nil) }
            }
        }
    }
}
