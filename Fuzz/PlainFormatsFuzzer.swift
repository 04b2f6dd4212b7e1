// SPDX-License-Identifier: Apache-2.0
//
// Text as plain text, Markdown and separated values: the first byte of the input chooses, the rest is the file. Compiled
// together with the files of DocumentModel and PlainFormats as one module (Fuzz/run).

/// Whatever the bytes, blocks of valid text come out, and of plain text every letter of every line.
@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    let text = DecodedText(
        utf8: Array(String(decoding: input[1...], as: UTF8.self).utf8),
        characterSet: "UTF-8"
    )
    switch input[0] % 4 {
    case 0:
        // Running lines above and below page breaks go, what is struck over, and what steers line breaks within words.
        let document = PlainTextReader.read(text)
        if !text.utf8.contains(where: { $0 < 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 || $0 >= 0x7F }) {
            precondition(
                letters(of: document.blocks.map(words)) == letters(of: [String(decoding: text.utf8, as: UTF8.self)]),
                "a word was lost"
            )
        }
    case 1: _ = try? MarkdownReader.read(text)
    case 2: _ = DelimitedReader.read(text)
    default:
        _ = TextKind.of(text.utf8, hint: nil)
        _ = input[1...].withUnsafeBytes { try? TextBytes.decode($0, maximumBytes: 1000) }
    }
    return 0
}

private func words(_ block: Block) -> String {
    switch block {
    case .heading(_, let text), .paragraph(let text), .preformatted(let text), .note(let text): text
    case .item(let item): item.text
    case .table(let table): table.rows.joined().joined(separator: " ")
    }
}

/// ASCII letters alone, and not single ones, which number the entries of lists: `a)`.
private func letters(of texts: [String]) -> [UInt8] {
    texts.joined(separator: " ").utf8.split { !(0x41...0x5A).contains($0 & 0xDF) || $0 >= 0x80 }
        .filter { $0.count > 1 }.flatMap { $0 }
}
