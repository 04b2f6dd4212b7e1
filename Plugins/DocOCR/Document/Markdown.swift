// SPDX-License-Identifier: Apache-2.0

/// Blocks as Markdown: what is stored and what a model is given.
public enum Markdown {
    /// The blocks one after the other, with an empty line between them, and none between entries of a list.
    public static func text(of blocks: [Block]) -> String {
        var text = ""
        var lastWasItem = false
        for block in blocks {
            let piece = Self.text(of: block)
            guard !piece.isEmpty else { continue }
            var isItem = false
            if case .item = block { isItem = true }
            if !text.isEmpty { text += isItem && lastWasItem ? "\n" : "\n\n" }
            text += piece
            lastWasItem = isItem
        }
        return text
    }

    /// One block, without a line feed at its end.
    public static func text(of block: Block) -> String {
        switch block {
        case .heading(let level, let text):
            text.isEmpty ? "" : String(repeating: "#", count: max(1, min(level, 6))) + " " + oneLine(text)
        case .paragraph(let text), .note(let text): text
        case .item(let item): Self.text(of: item)
        case .table(let table): Self.text(of: table)
        case .preformatted(let text): text.isEmpty ? "" : fenced(text)
        }
    }

    private static func text(of item: ListItem) -> String {
        guard !item.text.isEmpty else { return "" }
        let indent = String(repeating: "  ", count: max(0, min(item.depth, 8)))
        let marker = item.number.map { $0 + ". " } ?? "- "
        let lines = item.text.split(separator: "\n", omittingEmptySubsequences: false)
        return indent + marker + lines.joined(separator: "\n" + indent + "  ")
    }

    /// A table of GitHub's form. One without a header gets an empty one, since the form demands it.
    private static func text(of table: Table) -> String {
        let width = table.rows.reduce(0) { max($0, $1.count) }
        guard width > 0 else { return table.title ?? "" }
        var lines: [String] = []
        if let title = table.title, !title.isEmpty { lines += [oneLine(title), ""] }
        var rows = table.rows[...]
        let header = table.hasHeader ? rows.popFirst() ?? [] : []
        lines.append(row(header, width))
        lines.append("|" + String(repeating: " --- |", count: width))
        for cells in rows { lines.append(row(cells, width)) }
        return lines.joined(separator: "\n")
    }

    private static func row(_ cells: [String], _ width: Int) -> String {
        var line = "|"
        for index in 0..<width {
            line += " "
            if index < cells.count { line += cell(cells[index]) }
            line += " |"
        }
        return line
    }

    /// A bar would end the cell.
    private static func cell(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "|") || $0 == UInt8(ascii: "\n") }) else { return text }
        return oneLine(text).split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }

    private static func oneLine(_ text: String) -> String {
        text.utf8.contains(UInt8(ascii: "\n"))
            ? text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: " ") : text
    }

    /// A fence longer than any row of backquotes in the text.
    private static func fenced(_ text: String) -> String {
        var longest = 0
        var run = 0
        for byte in text.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return fence + "\n" + text + "\n" + fence
    }
}
