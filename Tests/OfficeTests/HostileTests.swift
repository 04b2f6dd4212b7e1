// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import OfficeFormats
import Testing

@Suite("Hostile and damaged office files", .timeLimit(.minutes(1)))
struct HostileTests {
    private static let paragraph = "<w:p><w:r><w:t>text</w:t></w:r></w:p>"

    private static func word(document: String) -> [UInt8] {
        Samples.package("word/document.xml", type: "wordprocessingml.document", [("word/document.xml", document)])
            .archive()
    }

    @Test("the formats are told apart by what is in them")
    func kinds() {
        func kind(_ bytes: [UInt8]) -> OfficeReader.Kind? { bytes.withUnsafeBytes { OfficeReader.kind(of: $0) } }
        #expect(kind(Samples.word("")) == .docx)
        #expect(kind(Samples.slides([])) == .pptx)
        #expect(kind(Samples.workbook([])) == .xlsx)
        #expect(kind(Samples.openDocument("text", "")) == .odt)
        #expect(kind(Samples.openDocument("text-template", "")) == .odt)
        #expect(kind(Samples.openDocument("spreadsheet", "")) == .ods)
        #expect(kind(Samples.openDocument("presentation", "")) == .odp)
        var zip = ZipWriter()
        zip.store("readme.txt", "x")
        #expect(kind(zip.archive()) == nil)
        #expect(Samples.problem(zip.archive())?.code == .unsupported)
        #expect(kind([]) == nil)
        #expect(Samples.problem(Array("no archive at all, but long enough".utf8))?.code == .unsupported)
        #expect(Samples.problem(Samples.openDocument("graphics", ""))?.code == .unsupported)
        #expect(Samples.problem(Samples.word(""))?.code == .noText)
    }

    @Test("a bomb is refused by what its header says, and by what comes out when that lies")
    func bombs() throws {
        var limits = ReadingLimits()
        limits.ratio = 10
        var honest = Samples.package("word/document.xml", type: "wordprocessingml.document", [])
        honest.bomb("word/document.xml", runs: 80_000)
        #expect(Samples.problem(honest.archive(), limits: limits)?.code == .tooLarge)
        var lying = Samples.package("word/document.xml", type: "wordprocessingml.document", [])
        lying.bomb("word/document.xml", runs: 80_000, declared: 100)
        #expect(Samples.problem(lying.archive(), limits: limits)?.code == .damaged)
        limits.unpackedBytes = 300
        #expect(Samples.problem(Samples.word(Self.paragraph), limits: limits)?.code == .tooLarge)
    }

    @Test("more members than are read of one archive")
    func members() {
        var limits = ReadingLimits()
        limits.members = 20
        var zip = ZipWriter()
        for index in 0..<21 { zip.store("m\(index)", "") }
        #expect(Samples.problem(zip.archive(), limits: limits)?.code == .tooLarge)
        for index in 21..<2_000 { zip.store("m\(index)", "") }
        #expect(Samples.problem(zip.archive(), limits: limits)?.code == .tooLarge)
    }

    @Test("protected files: by the archive, by the manifest, by a container around it")
    func encrypted() {
        var zip = Samples.package("word/document.xml", type: "wordprocessingml.document", [])
        zip.store("word/document.xml", Array(repeating: 7, count: 40), encrypted: true)
        #expect(Samples.problem(zip.archive())?.code == .encrypted)

        var open = ZipWriter()
        open.store("mimetype", "application/vnd.oasis.opendocument.text")
        open.store("content.xml", "garbage")
        let namespace = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        open.store(
            "META-INF/manifest.xml",
            """
            <m:manifest xmlns:m="\(namespace)"><m:file-entry m:full-path="content.xml"><m:encryption-data/></m:file-entry></m:manifest>
            """
        )
        #expect(Samples.problem(open.archive())?.code == .encrypted)

        var compound: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
        compound += [UInt8](repeating: 0, count: 1_024 - compound.count)
        #expect(Samples.problem(compound)?.code == .unsupported)
        for (index, unit) in "EncryptedPackage".utf16.enumerated() { compound[640 + 2 * index] = UInt8(unit) }
        #expect(Samples.problem(compound)?.code == .encrypted)
    }

    @Test("entities are not known, let alone expanded")
    func entities() throws {
        let laughs = """
            <!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>
            <w:document \(Samples.namespaces)><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>
            """
        #expect(Samples.problem(Self.word(document: laughs))?.code == .damaged)
        #expect(Samples.problem(Self.word(document: laughs))?.message.contains("document type") == true)
        let external = """
            <!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]>
            <w:document \(Samples.namespaces)><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>
            """
        #expect(Samples.problem(Self.word(document: external))?.code == .damaged)
        let empty = """
            <!DOCTYPE w PUBLIC "x" "http://127.0.0.1:9/w.dtd">
            <w:document \(Samples.namespaces)><w:body>\(Self.paragraph)</w:body></w:document>
            """
        #expect(try Samples.read(Self.word(document: empty)).blocks == [.paragraph("text")])
    }

    @Test("elements too deep in one another, tags too large, attributes too many")
    func shapes() {
        let deep = String(repeating: "<w:sdt>", count: 200_000)
        #expect(Samples.problem(Samples.word(deep))?.code == .tooLarge)
        let nested =
            String(repeating: "<w:sdt>", count: 900) + Self.paragraph + String(repeating: "</w:sdt>", count: 900)
        #expect(Samples.problem(Samples.word(nested)) == nil)
        let attributes = (0..<300).map { "a\($0)=\"\"" }.joined(separator: " ")
        #expect(Samples.problem(Samples.word("<w:p \(attributes)/>"))?.code == .tooLarge)
        let many = (0..<60_000).map { "a\($0)=\"\"" }.joined(separator: " ")
        #expect(Samples.problem(Samples.word("<w:p \(many)/>"))?.code == .tooLarge)
        let comment = "<!--" + String(repeating: "x", count: 9 << 20) + "-->"
        #expect(Samples.problem(Samples.word(comment))?.code == .tooLarge)
    }

    @Test("text beyond the limits is left out, with a warning")
    func limits() throws {
        var limits = ReadingLimits()
        limits.textBytes = 10
        let document = try Samples.read(Samples.word(String(repeating: Self.paragraph, count: 100)), limits: limits)
        #expect(document.blocks == [.paragraph("text"), .paragraph("text")])
        #expect(document.warnings.count == 1)
        limits = ReadingLimits()
        limits.cells = 5
        let row = "<w:tr>" + String(repeating: "<w:tc>\(Self.paragraph)</w:tc>", count: 2) + "</w:tr>"
        let table = try Samples.read(
            Samples.word("<w:tbl>" + String(repeating: row, count: 9) + "</w:tbl>"),
            limits: limits
        )
        #expect(table.blocks == [.table(Table(rows: [["text", "text"], ["text", "text"]]))])
    }

    @Test("a part that breaks off gives what stands before")
    func brokenPart() throws {
        let cut =
            "<w:document \(Samples.namespaces)><w:body>\(Self.paragraph)<w:tbl><w:tr><w:tc>\(Self.paragraph)<w:p><w:r><w:t>te"
        let document = try Samples.read(Self.word(document: cut))
        #expect(document.blocks.first == .paragraph("text"))
        #expect(document.blocks.count == 2)
        #expect(document.warnings.count == 1)
    }

    private static let samples: [[UInt8]] = [
        Samples.word(
            paragraph
                + "<w:tbl><w:tr><w:tc>\(paragraph)</w:tc></w:tr></w:tbl><w:p><w:r><w:txbxContent>\(paragraph)</w:txbxContent></w:r></w:p>",
            parts: [
                ("footnotes", "<w:footnotes \(Samples.namespaces)><w:footnote>\(paragraph)</w:footnote></w:footnotes>")
            ]
        ),
        Samples.slides([("<p:sp><p:txBody><a:p><a:r><a:t>slide</a:t></a:r></a:p></p:txBody></p:sp>", nil)]),
        Samples.workbook(
            [
                (
                    "S", "visible",
                    "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c s=\"0\"><v>41234.5</v></c></row></sheetData>"
                )
            ],
            strings: "<si><t>cell</t></si>",
            styles: "<cellXfs><xf numFmtId=\"22\"/></cellXfs>"
        ),
        Samples.openDocument(
            "text",
            "<text:list><text:list-item><text:p>item<text:note><text:p>n</text:p></text:note></text:p></text:list-item></text:list>"
        ),
        Samples.openDocument(
            "spreadsheet",
            "<table:table><table:table-row table:number-rows-repeated=\"3\"><table:table-cell><text:p>c</text:p></table:table-cell></table:table-row></table:table>"
        ),
    ]

    @Test("cut off anywhere, a file ends in an error or in a part of its text", arguments: samples.indices)
    func truncated(index: Int) throws {
        let sample = Self.samples[index]
        #expect(Samples.problem(sample) == nil)
        for tenth in 0..<10 {
            let error = Samples.problem(Array(sample[..<(sample.count * tenth / 10)]))
            #expect(error != nil)
            #expect(error?.message.isEmpty == false)
        }
    }

    @Test("bytes flipped at random never do worse", arguments: samples.indices)
    func flipped(index: Int) {
        let sample = Self.samples[index]
        var generator = Seeded(state: UInt64(sample.count))
        var limits = ReadingLimits()
        limits.textBytes = 1 << 20
        limits.cells = 10_000
        var outcomes: [String: Int] = [:]
        for _ in 0..<400 {
            var bytes = sample
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            outcomes[Samples.problem(bytes, limits: limits)?.code.rawValue ?? "read", default: 0] += 1
        }
        #expect(outcomes.values.reduce(0, +) == 400)
        #expect(outcomes.count > 1, "some of them break and some do not: \(outcomes)")
    }
}

/// SplitMix64, so that a failure comes again.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
