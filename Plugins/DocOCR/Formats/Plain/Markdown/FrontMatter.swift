// SPDX-License-Identifier: Apache-2.0

/// What site generators keep above a Markdown text: lines `key: value` between two of `---`, or `key = value` between
/// two of `+++`.
struct FrontMatter {
    /// Bytes up to the text.
    private(set) var length = 0
    private(set) var title: String?

    private static let longest = 64 << 10

    init(_ text: [UInt8]) {
        let head = text.prefix(Self.longest)
        guard let fence = Self.line(head, 0), ["---", "+++"].contains(fence.text) else { return }
        let sign: Character = fence.text == "---" ? ":" : "="
        var position = fence.next
        var found: String?
        var keys = 0
        while let line = Self.line(head, position) {
            position = line.next
            if line.text == fence.text || fence.text == "---" && line.text == "..." {
                guard keys > 0 else { return }
                length = position
                title = found
                return
            }
            // Without a key it is a rule and a text that begins below.
            guard let first = line.text.first else { continue }
            guard let colon = line.text.firstIndex(of: sign) else {
                guard keys > 0, first == " " || first == "-" || first == "]" || first == "\"" || first == "#" else {
                    return
                }
                continue
            }
            keys += 1
            if line.text[..<colon].lowercased().filter({ $0 != " " }) == "title" {
                found = Self.value(line.text[line.text.index(after: colon)...])
            }
        }
    }

    private static func line(_ head: ArraySlice<UInt8>, _ start: Int) -> (text: String, next: Int)? {
        guard start < head.count else { return nil }
        let end = head[start...].firstIndex(of: 0x0A) ?? head.count
        var last = end
        while last > start, head[last - 1] <= 0x20 { last -= 1 }
        return (String(decoding: head[start..<last], as: UTF8.self), min(end + 1, head.count))
    }

    private static func value(_ text: Substring) -> String? {
        var text = text.drop { $0 == " " || $0 == "\t" }
        for quote in ["\"", "'"] where text.count >= 2 && text.hasPrefix(quote) && text.hasSuffix(quote) {
            text = text.dropFirst().dropLast()
        }
        return text.isEmpty ? nil : String(text)
    }
}
