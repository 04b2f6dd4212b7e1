// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@testable import PDFFormat

@Suite("The decision about OCR", .timeLimit(.minutes(1)))
struct DecisionTests {
    /// A grey picture of 8 by 8 pixels, drawn over an area.
    private func scan(_ area: String, then content: String = "", pixels: Int = 8) -> SmallPDF {
        var file = SmallPDF(pages: [
            .init(content: "q \(area) cm /Im Do Q \(content)", resources: "/XObject << /Im 21 0 R >>")
        ])
        file.objects = [
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            SmallPDF.stream(
                String(repeating: "00", count: pixels * pixels) + ">",
                "/Type /XObject /Subtype /Image /Width \(pixels) /Height \(pixels) /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /ASCIIHexDecode"
            ),
        ]
        return file
    }
    private let wholePage = "600 0 0 800 0 0"
    private let sentence =
        "The station has measured the rain of every day since it was built in the valley by the river"

    @Test("an empty page, a picture, few words")
    func simple() throws {
        #expect(try SmallPDF("").page().decision == .empty("nothing is drawn on the page"))
        #expect(
            try scan(wholePage).page().decision == .ocr("pictures cover 100 % of the page, and there is no text")
        )
        #expect(!(try SmallPDF(SmallPDF.text(50, 700, "Hi")).page().decision.needsOCR))
    }

    @Test("invisible text over a scan is the page's text if its words look like words")
    func oldLayer() throws {
        let good = try scan(wholePage, then: "BT 3 Tr /F1 9 Tf 50 700 Td (\(sentence)) Tj ET").page()
        #expect(good.text == sentence + "\n")
        #expect(good.decision == .textLayer("an older OCR layer over a scan whose words look like words"))
        #expect(good.hidden == 0)
        let noise = Array(repeating: "xkcdq wrtzp bhjkl mnbvcx", count: 4).joined(separator: " ")
        let bad = try scan(wholePage, then: "BT 3 Tr /F1 5 Tf 50 700 Td (\(noise)) Tj ET").page()
        #expect(bad.decision.needsOCR)
    }

    @Test("a scan with a page number is recognized, a slide with a coarse picture behind it is not")
    func stamp() throws {
        // 1,250 by 1,250 pixels on 600 points: 150 for an inch.
        let stamped = try scan(wholePage, then: SmallPDF.text(50, 20, "Page 3"), pixels: 1_700).page()
        #expect(stamped.decision.needsOCR)
        #expect(!(try scan(wholePage, then: SmallPDF.text(50, 400, "Welcome"), pixels: 600).page().decision.needsOCR))
    }

    @Test("letters that are moved along the alphabet are recognized", arguments: [1, 3, 5, 17, 23])
    func shifted(by steps: UInt8) throws {
        let shifted = String(
            decoding: sentence.lowercased().utf8.map { $0 == 32 ? 32 : 97 + ($0 - 97 + steps) % 26 },
            as: UTF8.self
        )
        let page = try SmallPDF(SmallPDF.lines(50, 700, [shifted, shifted, shifted], size: 8)).page()
        #expect(page.decision.needsOCR)
        #expect(
            !(try SmallPDF(SmallPDF.lines(50, 700, [sentence, sentence, sentence], size: 8)).page().decision.needsOCR)
        )
    }

    @Test("a page of drawn letters is recognized, a frame is not")
    func shapes() throws {
        let shape = "10 10 m 20 30 l 30 10 l h f\n"
        #expect(try SmallPDF(String(repeating: shape, count: 200)).page().decision.needsOCR)
        #expect(!(try SmallPDF(shape).page().decision.needsOCR))
    }

    @Test(
        "text quality by script",
        arguments: [
            ("Der Wind weht über die Felder und bringt Regen für alle kleinen Gärten hinter dem Haus", true),
            ("Это руководство описывает установку системы на компьютер и настройку сети после неё для всех", true),
            ("これは日本語の文章です。ページの文字はそのまま読めるので、文字認識は要りません。", true),
            ("x1 y2 0x7f 3.14 A4 B5 RFC 822 ISO 9001", true),
            ("ckb qrt wxz fgh jkl mnp bvc dfg hjk lpt qwr tzp sdf ghj klm nbv", false),
            ("Hanoroв неnравиnьнЬIй Tекст nол yчеHный Cм3mаннЬIми Ьyкваmи Иnи Tакой жеe bсе eщё Hанoroв", false),
        ]
    )
    func quality(text: String, isGood: Bool) {
        let share = TextQuality(text.utf8).wordShare
        #expect(((share ?? 1) >= 0.6) == isGood)
    }

    @Test("decisions and pages go through JSON")
    func coding() throws {
        let page = try SmallPDF(SmallPDF.text(50, 700, "One line\\051") + SmallPDF.text(50, 680, "two")).page()
        let data = try JSONEncoder().encode(page)
        #expect(try JSONDecoder().decode(PDFPage.self, from: data) == page)
        #expect(data.count < 220)
        for decision in [OCRDecision.ocr("x"), .empty(""), .textLayer("y")] {
            let again = try JSONDecoder().decode([OCRDecision].self, from: JSONEncoder().encode([decision]))
            #expect(again == [decision])
        }
    }
}
