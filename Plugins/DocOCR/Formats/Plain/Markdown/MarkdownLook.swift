// SPDX-License-Identifier: Apache-2.0

/// Tells Markdown from other plain text, by marks that nothing else has together.
enum MarkdownLook {
    /// Headings with number signs, and at least one more kind of mark.
    static func isMarkdown(_ text: [UInt8]) -> Bool {
        var headings = 0
        var fences = 0
        var links = 0
        var bars = 0
        if text.starts(with: "#!".utf8) { return false }
        for line in TextLines(text).prefix(2000) where !line.isBlank && line.indent < 4 {
            let bytes = line.bytes
            if isHeading(bytes) { headings += 1 }
            if bytes.starts(with: "```".utf8) || bytes.starts(with: "~~~".utf8) { fences += 1 }
            if isTableRule(bytes) { bars += 1 }
            if hasLink(bytes) { links += 1 }
        }
        let kinds = [headings > 0, fences >= 2, links > 0, bars > 0].count { $0 }
        return kinds >= 2 && (headings > 0 || fences >= 2)
    }

    private static func isHeading(_ bytes: ArraySlice<UInt8>) -> Bool {
        let signs = bytes.prefix { $0 == UInt8(ascii: "#") }.count
        let rest = bytes.dropFirst(signs)
        return (1...6).contains(signs) && rest.first == 0x20 && rest.count > 1
    }

    private static func isTableRule(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.count >= 5 && bytes.contains(UInt8(ascii: "|")) && bytes.contains(UInt8(ascii: "-"))
            && bytes.allSatisfy { "|-: \t".utf8.contains($0) }
    }

    /// `](` with something before and behind.
    private static func hasLink(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let open = bytes.firstIndex(of: UInt8(ascii: "[")) else { return false }
        var index = open + 2
        while index + 2 < bytes.endIndex {
            if bytes[index] == UInt8(ascii: "]"), bytes[index + 1] == UInt8(ascii: "(") { return true }
            index += 1
        }
        return false
    }
}
