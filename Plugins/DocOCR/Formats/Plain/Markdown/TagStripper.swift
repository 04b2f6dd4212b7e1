// SPDX-License-Identifier: Apache-2.0

/// The text between the tags of the HTML that a Markdown text holds.
enum TagStripper {
    /// The text, and how many bytes were left out because nobody sees them: comments, scripts and styles.
    static func strip(_ html: [UInt8]) -> (text: [UInt8], hidden: Int) {
        var text: [UInt8] = []
        var hidden = 0
        var index = 0
        while index < html.count {
            guard html[index] == UInt8(ascii: "<") else {
                if html[index] == UInt8(ascii: "&") {
                    let end = html[index...].prefix(12).firstIndex(of: UInt8(ascii: ";")).map { $0 + 1 } ?? index + 1
                    html[index..<end].withUnsafeBytes { text.append(contentsOf: CharacterReference.text(of: $0).utf8) }
                    index = end
                } else {
                    text.append(html[index])
                    index += 1
                }
                continue
            }
            let start = index
            if html[index...].starts(with: "<!--".utf8) {
                index = skip(html, from: index + 4, past: "-->")
                hidden += max(0, index - start - 7)
            } else if let name = ["script", "style"].first(where: { isTag(html, index, $0) }) {
                index = skip(html, from: index + 1, past: "</" + name)
                hidden += index - start
                index = skip(html, from: index, past: ">")
            } else if index + 1 < html.count, isTagStart(html[index + 1]) {
                if ["br", "p", "/p", "div", "/div", "li", "tr", "td", "th", "h1", "h2", "h3", "summary", "/summary"]
                    .contains(where: { isTag(html, index, $0) })
                {
                    text.append(0x0A)
                }
                index = skip(html, from: index, past: ">")
            } else {
                text.append(html[index])
                index += 1
            }
        }
        return (text, hidden)
    }

    private static func isTagStart(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?")
            || (0x61...0x7A).contains(byte | 0x20)
    }

    private static func isTag(_ html: [UInt8], _ index: Int, _ name: String) -> Bool {
        let end = index + 1 + name.utf8.count
        guard end < html.count, zip(html[(index + 1)..<end], name.utf8).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) else {
            return false
        }
        return html[end] <= 0x20 || html[end] == UInt8(ascii: ">") || html[end] == UInt8(ascii: "/")
    }

    /// Behind the mark, or the end when it does not come: each byte is passed once.
    private static func skip(_ html: [UInt8], from start: Int, past mark: String) -> Int {
        let mark = Array(mark.utf8)
        var index = start
        while index + mark.count <= html.count {
            if html[index] | 0x20 == mark[0] | 0x20, zip(html[index...], mark).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) {
                return index + mark.count
            }
            index += 1
        }
        return html.count
    }
}
