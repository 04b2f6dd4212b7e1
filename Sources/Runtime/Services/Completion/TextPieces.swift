// SPDX-License-Identifier: Apache-2.0

/// Cuts text into pieces that a message can carry.
enum TextPieces {
    /// Bytes of UTF-8 of one piece.
    static let limit = 64 << 10

    /// Hands the text to `body` in pieces of at most `limit` bytes, cut between two scalars.
    static func forEach(of text: String, _ body: (String) -> Void) {
        guard text.utf8.count > limit else { return text.isEmpty ? () : body(text) }
        var start = text.startIndex
        while start < text.endIndex {
            var end = text.utf8.index(start, offsetBy: limit, limitedBy: text.endIndex) ?? text.endIndex
            while end < text.endIndex, String.Index(end, within: text.unicodeScalars) == nil {
                end = text.utf8.index(before: end)
            }
            body(String(text.unicodeScalars[start..<end]))
            start = end
        }
    }
}
