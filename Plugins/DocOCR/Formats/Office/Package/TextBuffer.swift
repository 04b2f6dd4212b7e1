// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Text as it is gathered, UTF-8. Kept as bytes: a string is made once for each block, not for each run.
struct TextBuffer {
    private(set) var bytes: [UInt8] = []

    var isEmpty: Bool { bytes.isEmpty }
    var count: Int { bytes.count }

    @inline(__always) mutating func append(_ piece: UnsafeBufferPointer<UInt8>) { bytes.append(contentsOf: piece) }
    /// Line ends in a piece are blanks, as in formats that write breaks as elements.
    mutating func appendLine(_ piece: UnsafeBufferPointer<UInt8>) {
        let start = bytes.count
        bytes.append(contentsOf: piece)
        for index in start..<bytes.count where bytes[index] == 0x0A || bytes[index] == 0x0D { bytes[index] = 0x20 }
    }
    mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
    mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// The text with its white space tidied; the buffer is empty afterwards and keeps its memory.
    mutating func take() -> String {
        guard !bytes.isEmpty else { return "" }
        let text = String(decoding: bytes, as: UTF8.self)
        bytes.removeAll(keepingCapacity: bytes.count < 1 << 16)
        return BlockText.tidy(text)
    }

    /// Characters (scalars) in a piece of UTF-8.
    static func characters(in piece: some Sequence<UInt8>) -> Int {
        piece.reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
    }
}
