// SPDX-License-Identifier: Apache-2.0

/// Tells HTML from other markup that begins with `<`.
struct MarkupLook {
    private(set) var isHTML = false
    /// What it is otherwise, for people; nil: nothing that is known, which may be plain text.
    private(set) var unreadable: String?

    private static let reach = 8 << 10
    private static let elements = [
        "html", "head", "body", "title", "meta", "link", "div", "p", "table", "h1", "h2", "h3", "ul", "ol", "a", "br",
        "font", "center", "span", "img", "style", "script", "article", "section", "main", "form", "b", "i", "pre", "hr",
        "frameset",
    ]

    init(_ text: ArraySlice<UInt8>) {
        let head = text.prefix(Self.reach).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }[...]
        let isXML = head.starts(with: "<?xml".utf8)
        var rest = head
        var first: String?
        var known = 0
        while let open = rest.firstIndex(of: UInt8(ascii: "<")) {
            rest = rest[(open + 1)...]
            if rest.starts(with: "!doctype html".utf8) {
                isHTML = true
                return
            }
            if rest.starts(with: "?mso-application".utf8), rest.prefix(80).contains(UInt8(ascii: "w")),
                String(decoding: rest.prefix(80), as: UTF8.self).contains("word.document")
            {
                unreadable = "a Word file in XML (WordML): save it as docx"
                return
            }
            if rest.starts(with: "!--".utf8) {
                rest = Self.behindComment(rest)
                continue
            }
            let name = String(decoding: rest.prefix { $0 > 0x20 && $0 != 0x3E && $0 != 0x2F }.prefix(40), as: UTF8.self)
            guard let letter = name.utf8.first, (0x61...0x7A).contains(letter) else { continue }
            if first == nil { first = name }
            if name == "html" {
                isHTML = true
                return
            }
            if Self.elements.contains(name) { known += 1 }
        }
        // A piece of a page without its frame.
        if !isXML, let first, Self.elements.contains(first), known >= 2 || head.count < 200 {
            isHTML = true
            return
        }
        unreadable = first.flatMap { Self.name(of: $0, isXML: isXML) }
    }

    private static func behindComment(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var index = text.startIndex
        while index + 2 < text.endIndex {
            if text[index] == 0x2D, text[index + 1] == 0x2D, text[index + 2] == 0x3E { return text[(index + 3)...] }
            index += 1
        }
        return text[text.endIndex...]
    }

    /// By the outermost element.
    private static func name(of root: String, isXML: Bool) -> String? {
        switch root {
        case "w:worddocument": "a Word file in XML (WordML): save it as docx"
        case "pkg:package": "an Office file in one XML file (Flat OPC): save it as docx"
        case "office:document": "an OpenDocument file in one XML file (Flat ODF): save it as odt"
        case "svg": "an SVG drawing"
        case "rss", "feed": "a feed of news (RSS or Atom)"
        default: isXML ? "an XML file of a kind that is unknown here" : nil
        }
    }
}
