// SPDX-License-Identifier: Apache-2.0

/// What an element is to the text.
enum HTMLElement: Equatable {
    case heading(Int)
    /// Begins and ends a paragraph.
    case block
    case list(isNumbered: Bool)
    case entry
    case term, definition
    case table, caption, row, cell(isHeader: Bool)
    case preformatted
    case title, style
    /// Its content is never shown: what characters there are is for programs.
    case program
    /// Its content is shown only where something else is not.
    case unshown
    case lineBreak, picture
    /// Keeps words apart.
    case spaced
    case inline

    init(_ name: String) { self = Self.known[name] ?? .inline }

    private static let known: [String: HTMLElement] = {
        var known: [String: HTMLElement] = [
            "ul": .list(isNumbered: false), "menu": .list(isNumbered: false), "dir": .list(isNumbered: false),
            "ol": .list(isNumbered: true), "li": .entry, "dt": .term, "dd": .definition, "table": .table,
            "caption": .caption, "tr": .row, "td": .cell(isHeader: false), "th": .cell(isHeader: true),
            "pre": .preformatted, "listing": .preformatted, "xmp": .preformatted, "plaintext": .preformatted,
            "title": .title, "style": .style, "br": .lineBreak, "img": .picture,
        ]
        for level in 1...6 { known["h\(level)"] = .heading(level) }
        for name in [
            "address", "article", "aside", "blockquote", "body", "center", "details", "dialog", "div", "dl", "fieldset",
            "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "html", "legend", "main", "nav", "p",
            "search", "section", "summary", "thead", "tbody", "tfoot", "optgroup", "head",
        ] {
            known[name] = .block
        }
        for name in ["script", "svg"] { known[name] = .program }
        for name in [
            "noscript", "template", "noframes", "noembed", "iframe", "canvas", "audio", "video", "datalist",
        ] {
            known[name] = .unshown
        }
        for name in ["option", "button", "input", "select", "textarea"] { known[name] = .spaced }
        return known
    }()
}
