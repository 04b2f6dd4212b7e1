// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import OldWordFormat
import Testing

private func read(_ bytes: [UInt8]) throws -> ReadDocument {
    try bytes.withUnsafeBytes { try OldWordReader.read($0, limits: ReadingLimits()) }
}

@Suite("Old Word: files", .timeLimit(.minutes(1)))
struct OldWordReaderTests {
    private static func file(_ builder: WordBuilder, names: [String] = ["WordDocument", "0Table"]) -> [UInt8] {
        let (main, table) = builder.build()
        return ContainerBuilder.build([(names[0], main), (names[1], table)])
    }

    @Test("a file in its container, whatever the case of its streams' names")
    func container() throws {
        #expect(try read(Self.file(WordBuilder("Hello"))).blocks == [.paragraph("Hello")])
        let capitals = Self.file(WordBuilder("Hello"), names: ["WORDDOCUMENT", "0TABLE"])
        #expect(try read(capitals).blocks == [.paragraph("Hello")])
    }

    @Test("a table stream that is missing costs the structure, not the text")
    func missingTable() throws {
        let document = try read(Self.file(WordBuilder("Hello", "you"), names: ["WordDocument", "Other"]))
        #expect(document.blocks == [.paragraph("Hello"), .paragraph("you")])
        #expect(document.warnings.count == 1)
    }

    @Test("a file that is cut before its container's tables still has the text that is there, of both widths")
    func cut() throws {
        let text = ["Hello", "Пять", String(repeating: "日本語の文章。", count: 40)]
        var builder = WordBuilder(text.map { WordBuilder.Paragraph(text: $0 + "\r") })
        for isNarrow in [false, true] {
            if isNarrow { builder = WordBuilder("caf\u{E9} noir") }
            builder.isNarrow = isNarrow
            let document = try read(Array(Self.file(builder).prefix(512 + 2560)))
            #expect(document.blocks == (isNarrow ? ["café noir"] : text).map(Block.paragraph))
            #expect(document.warnings.count == 1)
        }
        #expect { try read(Array(Self.file(builder).prefix(600))) } throws: { ($0 as? ReadingError)?.code == .damaged }
    }

    @Test("a password is named")
    func encrypted() {
        var builder = WordBuilder("secret")
        builder.flags = 0x0100
        #expect { try read(Self.file(builder)) } throws: { ($0 as? ReadingError)?.code == .encrypted }
        let package = ContainerBuilder.build([("EncryptedPackage", [1])])
        #expect { try read(package) } throws: { ($0 as? ReadingError)?.code == .encrypted }
    }

    @Test(
        "what is no Word file of these versions is refused, by what it is",
        arguments: [
            ([], "no Word file"), (Array("{\\rtf1".utf8), "no Word file"), ([0xDB, 0xA5, 0x2D, 0], "Word 2"),
            ([0x31, 0xBE, 0, 0], "Write"), ([0xFE, 0x37, 0, 0x23], "Macintosh"),
            ([0xFF, 0x57, 0x50, 0x43], "WordPerfect"),
            (ContainerBuilder.build([("Workbook", [1])]), "no Word document"),
        ] as [([UInt8], String)]
    )
    func refused(bytes: [UInt8], why: String) {
        #expect { try read(bytes) } throws: { error in
            (error as? ReadingError)?.code == .unsupported && "\(error)".contains(why)
        }
    }

    @Test("cut and flipped files end in text or in an error", arguments: 0..<7)
    func broken(phase: Int) {
        let bytes = Self.file(WordBuilder("one", "two"))
        for count in stride(from: phase, to: bytes.count, by: 7 * 13) { _ = try? read(Array(bytes[..<count])) }
        var seed = UInt64(phase) &+ 1
        for _ in 0..<50 {
            var flipped = bytes
            for _ in 0..<8 {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                flipped[Int(seed >> 33) % flipped.count] ^= UInt8(truncatingIfNeeded: seed >> 20)
            }
            _ = try? read(flipped)
        }
    }
}
