// SPDX-License-Identifier: Apache-2.0

/// The styles of a document that say what is hidden, what a heading is, and how lists are numbered. They stand in two
/// parts: the ones with names in `styles.xml`, those for single places at the head of the content.
final class OpenDocumentStyles: XMLHandler {
    typealias Name = OpenDocumentName

    struct Level {
        /// nil: a bullet or a picture.
        var style: NumberStyle?
        var start = 1
        /// Numbers of outer levels that are shown before this one's, and its own.
        var shown = 1
    }
    private struct Style {
        var parent: String?
        var list: String?
        var isHidden: Bool?
        var outline: Int?
    }
    private static let most = 65_536

    private var styles: [String: Style] = [:]
    private var lists: [String: [Int: Level]] = [:]
    private var key: String?
    private var style = Style()
    private var list: String?

    /// Whether what has the style is not shown.
    /// - Parameter family: `paragraph`, `text`, `table`, `drawing-page`, `section`.
    func isHidden(_ name: String, family: String) -> Bool { first(name, family) { $0.isHidden } ?? false }

    /// The list that a paragraph's style puts it in.
    func list(of name: String) -> String? { first(name, "paragraph") { $0.list } }

    /// A level of a list, from 0; nil when it is not defined.
    func level(_ depth: Int, of list: String) -> Level? { lists[list]?[depth] }

    private func first<Value>(_ name: String, _ family: String, _ value: (Style) -> Value?) -> Value? {
        var next: String? = name
        for _ in 0..<32 {
            guard let current = next, let style = styles[family + " " + current] else { return nil }
            if let found = value(style) { return found }
            next = style.parent
        }
        return nil
    }

    func start(_ name: Name, _ attributes: borrowing XMLAttributes<Name>) -> Bool {
        switch name {
        case .style:
            guard let own = attributes.string(.styleName), let family = attributes.string(.family) else { break }
            key = family + " " + own
            style = Style(parent: attributes.string(.parent), list: attributes.string(.styleList))
            if style.list?.isEmpty == true { style.list = nil }
        case .textProperties:
            if let display = attributes.bytes(.textDisplay) { style.isHidden = display.elementsEqual("none".utf8) }
        case .tableProperties: if attributes.equals(.tableDisplay, "false") { style.isHidden = true }
        case .pageProperties: if attributes.equals(.pageVisibility, "hidden") { style.isHidden = true }
        case .listStyle: list = attributes.string(.styleName)
        case .numberLevel:
            let format = attributes.string(.numberFormat) ?? ""
            define(
                Level(
                    style: Self.style(format),
                    start: attributes.int(.startValue) ?? 1,
                    shown: attributes.int(.displayLevels) ?? 1
                ),
                attributes
            )
        case .bulletLevel, .imageLevel: define(Level(), attributes)
        case .masterStyles: return false
        default: break
        }
        return true
    }

    func end(_ name: Name) {
        switch name {
        case .style:
            if let key, styles.count < Self.most { styles[key] = style }
            key = nil
        case .listStyle: list = nil
        default: break
        }
    }

    private func define(_ level: Level, _ attributes: borrowing XMLAttributes<Name>) {
        guard let list, let depth = attributes.int(.level), (1...10).contains(depth), lists.count < Self.most else {
            return
        }
        lists[list, default: [:]][depth - 1] = level
    }

    /// XSLT's format tokens, which OpenDocument 1.2, 19.500, uses.
    private static func style(_ format: String) -> NumberStyle {
        switch format {
        case "": .none
        case "a": .lowerLetter
        case "A": .upperLetter
        case "i": .lowerRoman
        case "I": .upperRoman
        default: .decimal
        }
    }
}
