// SPDX-License-Identifier: GPL-3.0-or-later
import DocumentModel
import Testing

@testable import PDFFormat

@Suite("PDF files and pictures of pages", .timeLimit(.minutes(1)))
struct FileTests {
    @Test("what is no PDF is damaged, what asks for a password is encrypted")
    func errors() throws {
        #expect(throws: ReadingError.self) {
            try Array("not a PDF".utf8).withUnsafeBytes { _ = try PDFFile(bytes: $0) }
        }
        #expect(throws: ReadingError.self) { _ = try PDFFile(bytes: UnsafeRawBufferPointer(start: nil, count: 0)) }
        var locked = SmallPDF(SmallPDF.text(50, 700, "Secret"))
        let hash = String(repeating: "41", count: 32)
        locked.trailer =
            "/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <\(hash)> /U <\(hash)> >>"
        #expect {
            try locked.open { _ in }
        } throws: {
            ($0 as? ReadingError)?.code == .encrypted
        }
    }

    @Test("more pages than the limit is too large; a count that lies is not believed")
    func pages() throws {
        var limits = ReadingLimits()
        limits.pages = 1
        #expect {
            try SmallPDF("", "").open(limits) { _ in }
        } throws: {
            ($0 as? ReadingError)?.code == .tooLarge
        }
        let text = String(decoding: SmallPDF(SmallPDF.text(50, 700, "One")).bytes, as: UTF8.self)
        let lying = Array(text.replacing("/Count 1 ", with: "/Count 999999999 ").utf8)
        let count = try? lying.withUnsafeBytes { try PDFFile(bytes: $0).pageCount }
        #expect((count ?? 1) <= 10_000)
    }

    @Test("the title is the file's own; a page that is not there is an error")
    func title() throws {
        var file = SmallPDF("")
        file.trailer = "/Info << /Title (A  title) >>"
        try file.open { opened in
            #expect(opened.title == "A title")
            #expect(throws: ReadingError.self) { try opened.page(2) }
            #expect(throws: ReadingError.self) { try opened.render(2) }
        }
    }

    @Test("limits of a page keep what came before")
    func pageLimits() throws {
        var limits = PDFPageLimits()
        limits.glyphs = 5
        let page = try SmallPDF(SmallPDF.text(50, 700, "Seven letters")).page(limits: limits)
        #expect(page.isCut)
        #expect(page.text == "Seven\n")
    }

    @Test("a page is drawn in grey, within its pixels")
    func render() throws {
        let file = SmallPDF("0 g 0 400 300 400 re f")
        let picture = try file.open { try $0.render(1) }
        #expect(picture.width == 2_500)
        #expect(picture.height == 3_334 || picture.height == 3_333)
        #expect(picture.bytes.count == picture.width * picture.height)
        #expect(picture.bytes[picture.width * 10 + 10] == 0)
        #expect(picture.bytes[picture.width * 10 + 2_400] == 255)
        var limits = PDFPictureLimits()
        limits.pixels = 100_000
        let small = try file.open { try $0.render(1, limits: limits) }
        #expect(small.bytes.count <= 101_000)
        #expect(small.dpi < 40)
        let huge = SmallPDF(pages: [.init(content: "", box: "0 0 1000000 1000000")])
        #expect(try huge.open { try $0.render(1) }.bytes.count <= 25_100_000)
    }

    @Test("a page that is one picture is drawn in the picture's own pixels")
    func scan() throws {
        var file = SmallPDF(pages: [
            .init(content: "q 60 0 0 80 0 0 cm /Im Do Q", box: "0 0 60 80", resources: "/XObject << /Im 21 0 R >>")
        ])
        file.objects = [
            "<< >>",
            SmallPDF.stream(
                String(repeating: "FF00", count: 120 * 80) + ">",
                "/Type /XObject /Subtype /Image /Width 120 /Height 160 /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /ASCIIHexDecode"
            ),
        ]
        var limits = PDFPictureLimits()
        limits.dpi = 200
        let picture = try file.open { try $0.render(1, limits: limits) }
        #expect(picture.width == 120)
        #expect(picture.height == 160)
        #expect(Array(picture.bytes[0..<4]) == [255, 0, 255, 0])
    }

    @Test("fields that are children of one another many times do not hold a page up")
    func fields() throws {
        var file = SmallPDF(SmallPDF.text(50, 700, "Quick"))
        file.catalog = "/AcroForm << /Fields [20 0 R] >>"
        file.objects =
            (0..<24).map { "<< /Kids [\(21 + $0) 0 R \(21 + $0) 0 R] /Parent \(19 + $0) 0 R >>" }
            + ["<< /Type /Annot /Subtype /Widget /FT /Tx /T (leaf) /Rect [0 0 1 1] /Parent 43 0 R >>"]
        file.objects[0] = "<< /Kids [21 0 R 21 0 R] >>"
        let clock = ContinuousClock()
        var text = ""
        let time = try clock.measure { text = try file.page().text }
        #expect(text == "Quick\n")
        #expect(time < .seconds(5))
    }

    @Test("files cut short and with changed bytes end in an error or a page, never in a crash")
    func broken() throws {
        let bytes = SmallPDF(SmallPDF.text(50, 700, "Some text"), "q 10 0 0 10 0 0 cm Q").bytes
        var state: UInt64 = 42
        for round in 0..<300 {
            var changed = Array(bytes.prefix(round % 3 == 0 ? bytes.count * (round + 1) / 301 : bytes.count))
            for _ in 0..<(round % 7) where !changed.isEmpty {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                changed[Int(state >> 33) % changed.count] = UInt8(truncatingIfNeeded: state >> 20)
            }
            changed.withUnsafeBytes { raw in
                guard let file = try? PDFFile(bytes: raw) else { return }
                for number in 1...min(file.pageCount, 3) { _ = try? file.page(number) }
                _ = file.outline()
            }
        }
    }

    @Test("several files in several threads")
    func threads() async throws {
        let bytes = SmallPDF(SmallPDF.text(50, 700, "Parallel")).bytes
        let texts = await withTaskGroup(of: String.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    bytes.withUnsafeBytes { raw in
                        (0..<20).map { _ in (try? PDFFile(bytes: raw).page(1).text) ?? "?" }.joined()
                    }
                }
            }
            return await group.reduce(into: [String]()) { $0.append($1) }
        }
        #expect(texts.allSatisfy { $0 == String(repeating: "Parallel\n", count: 20) })
    }
}
