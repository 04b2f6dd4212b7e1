// SPDX-License-Identifier: Apache-2.0
import CLeptonica
import DocumentModel
import Pictures
import Testing

@testable import OCR

private let hasEnglish = OCRLanguages.isInstalled("eng", in: OCRLanguages.folder)

@Suite(
    "Pages read from pixels",
    .timeLimit(.minutes(3)),
    .serialized,
    .enabled(if: hasEnglish, "tesseract-ocr is not installed")
)
struct PageReaderTests {
    private static let text = """
        The harbour master keeps a record of every
        ship that enters the port before sunrise.
        Ropes and chains are counted twice a year.
        """
    private static let reader = PageReader()

    private func read(_ bytes: [UInt8], seconds: Double = 60) throws -> OCRPage {
        try bytes.withUnsafeBytes { bytes in
            let picture = try PictureFile(bytes, limits: ReadingLimits()).page(0)
            return try Self.reader.read(picture, languages: try OCRLanguages(tags: ["en"]), seconds: seconds)
        }
    }

    private func words(_ page: OCRPage) -> [String] {
        Markdown.text(of: page.blocks).split(whereSeparator: \.isWhitespace).map(String.init)
    }

    private func share(of page: OCRPage) -> Double {
        let expected = Self.text.split(whereSeparator: \.isWhitespace).map(String.init)
        let found = Set(words(page))
        return Double(expected.count { found.contains($0) }) / Double(expected.count)
    }

    @Test("upright, and turned by each quarter", arguments: [0, 1, 2, 3])
    func turned(quarters: Int) throws {
        let page = try read(SamplePicture.file(Self.text, format: Int32(IFF_PNG), quarters: Int32(quarters)))
        #expect(share(of: page) > 0.8, "\(words(page))")
        // Lines that run up or down a page Tesseract reads as they are.
        #expect(quarters != 2 || page.quarters == 2)
        #expect(page.languages == "eng" && page.confidence > 70)
    }

    @Test("the small letters of a screen")
    func small() throws {
        let page = try read(SamplePicture.file(Self.text, format: Int32(IFF_PNG), size: 10, scale: 1))
        #expect(share(of: page) > 0.7, "\(words(page))")
    }

    @Test("an empty page has no block")
    func empty() throws {
        #expect(try read(SamplePicture.file(" ", format: Int32(IFF_PNG))).blocks.isEmpty)
    }

    @Test("time that is up is told as such")
    func late() throws {
        let text = Array(repeating: Self.text, count: 12).joined(separator: "\n")
        #expect(throws: OCRFailure.timedOut) {
            try read(SamplePicture.file(text, format: Int32(IFF_PNG)), seconds: 0.001)
        }
    }
}

@Suite("Languages of pages", .timeLimit(.minutes(1)))
struct OCRLanguagesTests {
    @Test(
        "tags become Tesseract's names",
        arguments: [
            ("de", "deu"), ("zh", "chi_sim"), ("zh-Hant", "chi_tra"), ("zh_TW", "chi_tra"), ("pt-BR", "por"),
            ("deu_frak", "deu_frak"), ("sr-Latn", "srp_latn"), ("EN", "eng"), ("xx", "xx"),
        ]
    )
    func names(tag: String, name: String) { #expect(OCRLanguages.name(of: tag) == name) }

    @Test("a missing language is named with its package")
    func missing() {
        #expect {
            try OCRLanguages(tags: ["en", "zh-Hant"], folder: "/nonexistent")
        } throws: { error in
            let message = (error as? ReadingError)?.message ?? ""
            return message.contains("tesseract-ocr-chi-tra") && message.contains("eng")
        }
        #expect(throws: ReadingError.self) { try OCRLanguages(tags: ["../../etc/passwd"]) }
    }
}

@Suite("Lines as running text", .timeLimit(.minutes(1)))
struct LineJoinTests {
    @Test(
        "divided words are whole again",
        arguments: [
            (["an ex-", "ample of"], "an example of"), (["Anna-", "Maria"], "Anna- Maria"),
            (["5-", "fold"], "5- fold"),
            (["日本", "語です"], "日本語です"), (["a", "b"], "a b"), ([], ""),
        ]
    )
    func joined(lines: [String], text: String) { #expect(LineJoin.text(of: lines) == text) }

    @Test("blanks between ideographs go, others stay")
    func blanks() {
        #expect(CJKBlanks.removed(from: "日 本 語 の Swift 言 語") == "日本語の Swift 言語")
        #expect(CJKBlanks.removed(from: " plain text ") == "plain text")
    }
}
