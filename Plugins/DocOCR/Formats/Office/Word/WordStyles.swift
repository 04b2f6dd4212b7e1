// SPDX-License-Identifier: Apache-2.0

/// The styles of a document: which make headings, list entries or hidden text, each with what it inherits.
final class WordStyles: XMLHandler {
    typealias Name = WordName

    private struct Style {
        var name = ""
        var basedOn: String?
        var outline: Int?
        var numbering: Int?
        var level: Int?
        var isHidden: Bool?
        var marksFirstRow = false
    }
    /// What a style means for a paragraph, a run or a table.
    struct Resolved {
        /// 1 for the outermost.
        var heading: Int?
        var numbering: Int?
        var level: Int?
        var isHidden = false
        /// Built-in list styles say by their names what they are; nil for other styles.
        var list: (depth: Int, isNumbered: Bool)?
        var marksFirstRow = false
    }

    private var styles: [String: Style] = [:]
    private var resolved: [String: Resolved] = [:]
    private var id: String?
    private var style = Style()
    private var isInCondition = false

    func resolve(_ id: String) -> Resolved {
        if let known = resolved[id] { return known }
        var result = Resolved()
        var next: String? = id
        var isHiddenSet = false
        // The chain ends; one that a broken file closes to a ring is cut.
        for _ in 0..<64 {
            guard let current = next else { break }
            // A file without its styles still names the built-in ones.
            let style = styles[current] ?? Style(name: current)
            if result.heading == nil {
                result.heading =
                    style.outline.map { (0...8).contains($0) ? $0 + 1 : 0 } ?? WordHeadings.level(style.name)
            }
            if result.numbering == nil { result.numbering = style.numbering }
            if result.level == nil { result.level = style.level }
            if !isHiddenSet, let isHidden = style.isHidden {
                result.isHidden = isHidden
                isHiddenSet = true
            }
            if result.list == nil { result.list = WordHeadings.list(style.name) }
            if style.marksFirstRow { result.marksFirstRow = true }
            next = style.basedOn
        }
        if result.heading == 0 { result.heading = nil }
        if resolved.count < 65_536 { resolved[id] = result }
        return result
    }

    func start(_ name: Name, _ attributes: borrowing XMLAttributes<Name>) -> Bool {
        switch name {
        case .style:
            id = attributes.string(.styleID)
            style = Style()
        case .name: style.name = attributes.string(.value) ?? ""
        case .basedOn: style.basedOn = attributes.string(.value)
        case .conditionalStyle:
            if attributes.equals(.type, "firstRow") { style.marksFirstRow = true }
            return false
        case .outlineLevel: style.outline = attributes.int(.value)
        case .numberingID: style.numbering = attributes.int(.value)
        case .level: style.level = attributes.int(.value)
        case .hidden: style.isHidden = attributes.isOn(.value, byDefault: true)
        case .formerParagraph, .formerRun: return false
        default: break
        }
        return true
    }

    func end(_ name: Name) {
        guard name == .style, let id, styles.count < 65_536 else { return }
        if styles[id] == nil { styles[id] = style }
        self.id = nil
    }
}
