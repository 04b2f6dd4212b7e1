// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import PlainFormats

func plain(_ text: String, limits: ReadingLimits = ReadingLimits()) -> ReadDocument {
    PlainTextReader.read(DecodedText(utf8: Array(text.utf8), characterSet: "UTF-8"), limits: limits)
}

func markdown(_ text: String, limits: ReadingLimits = ReadingLimits()) throws -> ReadDocument {
    try MarkdownReader.read(DecodedText(utf8: Array(text.utf8), characterSet: "UTF-8"), limits: limits)
}

func separated(_ text: String, limits: ReadingLimits = ReadingLimits()) -> ReadDocument {
    DelimitedReader.read(DecodedText(utf8: Array(text.utf8), characterSet: "UTF-8"), limits: limits)
}

func decoded(_ bytes: [UInt8], declared: [String] = [], maximumBytes: Int = 1 << 24) throws -> DecodedText {
    try bytes.withUnsafeBytes { try TextBytes.decode($0, declared: declared, maximumBytes: maximumBytes) }
}

extension DecodedText {
    var text: String { String(decoding: utf8, as: UTF8.self) }
}

/// Numbers that look random and are the same in each run (xorshift).
struct SeededBytes {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt8 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return UInt8(truncatingIfNeeded: state >> 24)
    }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in next() } }
}
