// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import FileKinds
import Testing

@Suite("Which kind a file is", .timeLimit(.minutes(1)))
struct FileKindsTests {
    private func kind(_ bytes: [UInt8], name: String? = nil, mediaType: String? = nil) throws -> FileKind {
        try bytes.withUnsafeBytes { try FileKinds.kind(of: $0, name: name, mediaType: mediaType) }
    }

    private func kind(_ text: String, name: String? = nil, mediaType: String? = nil) throws -> FileKind {
        try kind(Array(text.utf8), name: name, mediaType: mediaType)
    }

    private func message(_ bytes: [UInt8], code: ReadingError.Code = .unsupported) -> String {
        do {
            let kind = try kind(bytes)
            return "taken for \(kind)"
        } catch let error as ReadingError {
            return error.code == code ? error.message : "\(error.code): \(error.message)"
        } catch {
            return "\(error)"
        }
    }

    @Test(
        "by the first bytes",
        arguments: [
            ("%PDF-1.7\n", FileKind.pdf), ("junk\n\n%PDF-1.4\n", .pdf), ("GIF89a....", .gif),
            ("RIFF....WEBPVP8 ", .webp),
            ("{\\rtf1 hello}", .rtf), ("\n{\\rtf1 hello}", .rtf), ("<!DOCTYPE html><p>x", .html),
            ("<?xml version='1.0'?>\n<html xmlns='x'>", .html),
            ("<!-- c -->\n<HTML><BODY>", .html), ("<p>one</p><p>two</p>", .html), ("Just words.\n", .plain),
            ("a < b and c > d\n", .plain),
            ("# A\n\nSee [b](c).\n", .markdown), ("id;name;x\n1;a;2\n2;b;3\n3;c;4\n4;d;5\n", .csv),
            ("#!/bin/sh\necho \"[a](b)\"\n", .plain),
        ]
    )
    func signatures(_ text: String, _ expected: FileKind) throws {
        #expect(try kind(text) == expected)
        // Names and media types do not matter here.
        if ![.plain, .csv, .markdown].contains(expected) {
            #expect(try kind(text, name: "x.csv", mediaType: "image/png") == expected)
        }
    }

    @Test("pictures by their marks")
    func pictures() throws {
        #expect(try kind([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0]) == .png)
        #expect(try kind([0xFF, 0xD8, 0xFF, 0xE0, 0]) == .jpeg)
        #expect(try kind([0x49, 0x49, 0x2A, 0, 8, 0, 0, 0]) == .tiff)
        #expect(try kind([0x4D, 0x4D, 0, 0x2A, 0, 0, 0, 8]) == .tiff)
        #expect(
            try kind([0x42, 0x4D, 0x46, 0, 0, 0, 0, 0, 0, 0, 0x36, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0])
                == .bmp
        )
    }

    @Test("a name decides between kinds of text, and between nothing else")
    func names() throws {
        #expect(try kind("a,b\n", name: "x.csv") == .csv)
        #expect(try kind("a,b\n", mediaType: "text/csv; charset=utf-8") == .csv)
        #expect(try kind("words\n", name: "README.md") == .markdown)
        #expect(try kind("# A\n\n[b](c)\n", name: "x.txt") == .plain)
        #expect(try kind("<!DOCTYPE html><p>", name: "x.txt") == .html)
        #expect(try kind("Just words.\n", name: "x.pdf", mediaType: "application/pdf") == .plain)
    }

    @Test("documents in zip archives by their members")
    func archives() throws {
        #expect(try kind(archive(["[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"])) == .docx)
        #expect(try kind(archive(["[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"])) == .xlsx)
        #expect(try kind(archive(["[Content_Types].xml": "<x/>", "ppt/presentation.xml": "<x/>"])) == .pptx)
        #expect(
            try kind(archive(["mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"])) == .odt
        )
        #expect(message(archive(["mimetype": "application/epub+zip"])).contains("EPUB book"))
        #expect(message(archive(["photo.jpg": "x"])).contains("a zip archive without a document in it"))
        let whole = archive(["[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"])
        #expect(message(Array(whole.dropLast(40)), code: .damaged).contains("cut or broken"))
    }

    @Test("documents in OLE2 containers by their directory")
    func containers() throws {
        #expect(try kind(container(["WordDocument"])) == .doc)
        #expect(
            message(container(["WordDocument"], flags: 1), code: .encrypted).contains("Word 97 file with a password")
        )
        #expect(message(container(["EncryptedPackage"]), code: .encrypted).contains("password"))
        #expect(message(container(["Workbook"])).contains("xlsx"))
        #expect(message(container(["PowerPoint Document"])).contains("pptx"))
        #expect(message(Array(container(["WordDocument"]).prefix(600)), code: .damaged).contains("cut or broken"))
    }

    @Test(
        "what is not read is named",
        arguments: [
            ("%!PS-Adobe-3.0\n", "a PostScript file"), ("AT&TFORM....DJVU", "a DjVu file"),
            ("<svg xmlns='x'/>", "an SVG drawing"),
            ("<?xml version='1.0'?><?mso-application progid=\"Word.Document\"?><w:wordDocument>", "WordML"),
            ("<?xml version='1.0'?><office:document>", "Flat ODF"), ("<?xml version='1.0'?><other/>", "an XML file"),
            (
                "From: <Saved by Blink>\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\tboundary=x\n\n",
                "MHTML"
            ),
            ("Received: from a\nFrom: b\nSubject: c\nMIME-Version: 1.0\n\nHello\n", "an e-mail message"),
            ("\u{7F}ELF\u{2}\u{1}\u{1}\0\0\0\0\0\0\0\0\0\u{2}\0>\0\u{1}\0\0\0\0\0\0\0\0\0\0\0\0", "a program"),
            ("fLaC\0\0\0\"\u{10}\0\u{10}\0\0\0\0\0\0\0\0", "a FLAC audio file"),
            ("\u{1F}\u{8}", "kind that is known"),
        ]
    )
    func unreadable(_ text: String, _ words: String) {
        let message = message(Array(text.utf8))
        #expect(message.contains(words) && message.contains("what can be read"), "\(message)")
    }

    @Test("an empty file says so; without a database the answer is less exact, and there is one")
    func edges() {
        #expect(message([], code: .noText).contains("empty"))
        let error = #expect(throws: ReadingError.self) {
            try [UInt8](repeating: 1, count: 100).withUnsafeBytes { try FileKinds.kind(of: $0, database: "/nowhere") }
        }
        #expect(error?.code == .unsupported)
    }

    @Test("random bytes and cut files end in a kind or an error", arguments: 1...50 as ClosedRange<UInt64>)
    func random(_ seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        var bytes =
            seed % 3 == 0
            ? container(["WordDocument"]) : seed % 3 == 1 ? archive(["word/a": "b", "[Content_Types].xml": "c"]) : []
        while bytes.count < 3000 { bytes.append(0) }
        for _ in 0..<(seed % 3 == 2 ? 20_000 : 40) {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            bytes[8 + Int(state % UInt64(bytes.count - 8))] = UInt8(truncatingIfNeeded: state >> 32)
        }
        do { _ = try kind(bytes) } catch { #expect(error is ReadingError) }
    }

    /// A zip archive of these members.
    private func archive(_ members: [String: String]) -> [UInt8] {
        var bytes: [UInt8] = []
        var directory: [UInt8] = []
        let two = { (value: Int) in [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF)] }
        let four = { (value: Int) in two(value & 0xFFFF) + two(value >> 16) }
        for (name, text) in members.sorted(by: { $0.key > $1.key }) {
            let fields =
                two(20) + two(0) + two(0) + four(0) + four(checksum(text)) + four(text.utf8.count)
                + four(text.utf8.count)
                + two(name.utf8.count) + two(0)
            directory +=
                [0x50, 0x4B, 1, 2] + two(20) + fields + two(0) + two(0) + two(0) + four(0) + four(bytes.count)
                + Array(name.utf8)
            bytes += [0x50, 0x4B, 3, 4] + fields + Array(name.utf8) + Array(text.utf8)
        }
        let end =
            [0x50, 0x4B, 5, 6] + two(0) + two(0) + two(members.count) + two(members.count) + four(directory.count)
        return bytes + directory + end + four(bytes.count) + two(0)
    }

    private func checksum(_ text: String) -> Int {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in text.utf8 {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return Int(~crc)
    }

    /// An OLE2 container: header, allocation table, directory, then a stream of 4,096 bytes.
    private func container(_ names: [String], flags: UInt8 = 0) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 512 * 11)
        bytes.replaceSubrange(0..<8, with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
        bytes[30] = 9
        bytes[48] = 1
        for index in 76..<512 { bytes[index] = 0xFF }
        bytes.replaceSubrange(76..<80, with: [0, 0, 0, 0])
        for index in 512..<1024 { bytes[index] = 0xFF }
        bytes.replaceSubrange(516..<520, with: [0xFE, 0xFF, 0xFF, 0xFF])
        for (index, name) in (["Root Entry"] + names).enumerated() {
            let offset = 1024 + index * 128
            for (place, byte) in name.utf8.enumerated() { bytes[offset + place * 2] = byte }
            bytes[offset + 64] = UInt8((name.utf8.count + 1) * 2)
            bytes[offset + 116] = 2
            bytes[offset + 121] = 0x10
        }
        bytes[512 * 3 + 11] = flags
        return bytes
    }
}
