// SPDX-License-Identifier: Apache-2.0

/// Counts the entries of lists that lie in one another.
struct OpenDocumentLists {
    private struct Open {
        var style: String?
        var count: Int?
        /// Its entry that is open has its number already: further paragraphs of it have none.
        var isMarked = true
        var isHeader = false
    }
    private let styles: OpenDocumentStyles
    private var open: [Open] = []
    /// What the last outermost list of a style counted to.
    private var last: [String: Int] = [:]

    init(styles: OpenDocumentStyles) { self.styles = styles }

    var isInList: Bool { !open.isEmpty }

    /// A list begins: within an entry of another, or an outermost one, which may go on counting where the last of its
    /// style ended.
    mutating func start(style: String?, continues: Bool) {
        let own = style ?? open.last?.style
        var list = Open(style: own)
        if open.isEmpty, continues { list.count = last[own ?? ""] }
        open.append(list)
    }

    mutating func end() {
        guard let list = open.popLast() else { return }
        if open.isEmpty, let count = list.count, last.count < 65_536 { last[list.style ?? ""] = count }
    }

    mutating func startItem(startValue: Int?, isHeader: Bool) {
        guard !open.isEmpty else { return }
        let index = open.count - 1
        open[index].isMarked = false
        open[index].isHeader = isHeader
        guard !isHeader else { return }
        let start = open[index].style.flatMap { styles.level(index, of: $0) }?.start ?? 1
        open[index].count = startValue ?? open[index].count.map { $0 &+ 1 } ?? start
    }

    /// The place of the entry's first paragraph; nil for the paragraphs that follow it.
    mutating func mark() -> (depth: Int, number: String?)? {
        guard let list = open.last, !list.isMarked else { return nil }
        open[open.count - 1].isMarked = true
        let depth = open.count - 1
        guard !list.isHeader, let name = list.style, let level = styles.level(depth, of: name),
            let style = level.style, let count = list.count
        else { return (min(depth, 8), nil) }
        var numbers: [String] = []
        for outer in max(0, depth - max(0, min(level.shown, 10) - 1))..<depth {
            let own = styles.level(outer, of: name)?.style ?? NumberStyle.none
            let text = own.text(open[outer].count ?? 1)
            if !text.isEmpty { numbers.append(text) }
        }
        let text = style.text(count)
        if !text.isEmpty { numbers.append(text) }
        return (min(depth, 8), numbers.isEmpty ? nil : numbers.joined(separator: "."))
    }
}
