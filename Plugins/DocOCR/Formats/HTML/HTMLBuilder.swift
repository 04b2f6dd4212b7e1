// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Makes blocks of what the HTML parser calls out. It lives on one thread, for one file.
final class HTMLBuilder: HTMLEvents {
    private(set) var collector: BlockCollector
    private(set) var failure: ReadingError?
    private let limits: ReadingLimits

    private var open: [Open] = []
    private var text: [UInt8] = []
    private var lists: [HTMLList] = []
    private var entry: ListItem?
    private var tables: [HTMLTable] = []
    private var cells = 0
    private var rules = StyleRules()
    private var styleBytes = 0
    private var css: [UInt8] = []
    private var hasTitle = false
    /// How many elements around this place are not shown, and of these how many hold no text at all.
    private var unshown = 0
    private var programs = 0
    private var styles = 0
    private var preformatted = 0
    private var headings: [Int] = []
    private var isInTitle = false
    private var isInCaption = false

    /// Style sheets are looked at up to here.
    private static let styleLimit = 1 << 20
    /// A paragraph is divided behind so much text.
    private static let paragraphBytes = 1 << 20

    /// An element that is open.
    private struct Open {
        let element: HTMLElement
        let isUnshown: Bool
    }

    init(limits: ReadingLimits) {
        self.limits = limits
        collector = BlockCollector(limits: limits)
    }

    func finish() -> ReadDocument {
        flush()
        while !tables.isEmpty { endTable() }
        return collector.document
    }

    // MARK: - What the parser calls

    func start(_ name: String, _ attributes: HTMLAttributes) -> Bool {
        guard open.count < limits.depth else {
            return fail("elements are inside one another more than \(limits.depth) deep")
        }
        guard attributes.count <= HTMLAttributes.most else {
            return fail("an element has more than \(HTMLAttributes.most) attributes")
        }
        let element = HTMLElement(name)
        let isUnshown =
            element == .unshown || attributes["hidden"] != nil || HiddenStyle.hides(attributes["style"] ?? "")
            || rules.hides(class: attributes["class"], id: attributes["id"])
        // What stands before an element that is not shown belongs to the paragraph around it: no block ends there.
        if unshown == 0, programs == 0, !isUnshown { begin(element, attributes) }
        open.append(Open(element: element, isUnshown: isUnshown))
        if isUnshown { unshown += 1 }
        if element == .program { programs += 1 }
        if element == .style { styles += 1 }
        return !collector.isFull && failure == nil
    }

    func end(_ name: String) {
        guard let last = open.popLast() else { return }
        if last.element == .program { programs -= 1 }
        if last.element == .style {
            styles -= 1
            rules.add(css)
            css = []
        }
        if last.isUnshown {
            unshown -= 1
        } else if unshown == 0, programs == 0 {
            finish(last.element)
        }
    }

    func characters(_ bytes: UnsafeRawBufferPointer) {
        if styles > 0 {
            if styleBytes < Self.styleLimit {
                css.append(contentsOf: bytes)
                styleBytes += bytes.count
            }
        } else if programs > 0 {
            return
        } else if unshown > 0 {
            collector.hide(bytes.count { $0 > 0x20 && $0 & 0xC0 != 0x80 })
        } else if preformatted > 0 {
            text.append(contentsOf: bytes)
        } else {
            // Line ends of the file are blanks; those in the text come from `br`.
            for byte in bytes { text.append(byte < 0x20 ? 0x20 : byte) }
            if text.count > Self.paragraphBytes, bytes.last.map({ $0 <= 0x20 }) ?? false { flush() }
            if text.count > 4 * Self.paragraphBytes { flush() }
        }
    }

    func comment(_ length: Int) { collector.hide(length) }

    // MARK: - Elements

    private func begin(_ element: HTMLElement, _ attributes: HTMLAttributes) {
        switch element {
        case .inline, .program, .unshown, .style: break
        case .title:
            flush()
            isInTitle = !hasTitle
        case .lineBreak: text.append(0x0A)
        case .spaced: text.append(0x20)
        case .picture: addPicture(attributes)
        case .block: flush()
        case .heading(let level):
            flush()
            headings.append(level)
        case .list(let isNumbered):
            flush()
            lists.append(HTMLList(isNumbered: isNumbered, start: attributes.number("start"), type: attributes["type"]))
        case .entry:
            flush()
            let number = lists.isEmpty ? nil : lists[lists.count - 1].next(value: attributes.number("value"))
            entry = ListItem(depth: depth, number: number, text: "")
        case .term:
            flush()
            entry = ListItem(depth: min(lists.count, 8), text: "")
        case .definition:
            flush()
            entry = ListItem(depth: min(lists.count + 1, 8), text: "")
        case .preformatted:
            flush()
            preformatted += 1
        case .table:
            flush()
            entry = nil
            tables.append(HTMLTable(attributes))
        case .caption:
            flush()
            isInCaption = !tables.isEmpty
        case .row:
            flush()
            if !tables.isEmpty { tables[tables.count - 1].startRow() }
        case .cell(let isHeader):
            flush()
            guard !tables.isEmpty else { break }
            tables[tables.count - 1].startCell(
                isHeader: isHeader,
                columns: attributes.number("colspan") ?? 1,
                rows: attributes.number("rowspan") ?? 1
            )
            checkCells()
        }
    }

    private func finish(_ element: HTMLElement) {
        switch element {
        case .inline, .lineBreak, .picture, .program, .unshown, .style: break
        case .spaced: text.append(0x20)
        case .block: flush()
        case .title:
            flush()
            isInTitle = false
        case .heading:
            flush()
            _ = headings.popLast()
        case .list:
            flush()
            entry = nil
            _ = lists.popLast()
        case .entry, .term, .definition:
            flush()
            entry = nil
        case .preformatted:
            flush()
            preformatted -= 1
        case .caption:
            flush()
            isInCaption = false
        case .cell:
            flush()
            entry = nil
            if !tables.isEmpty { tables[tables.count - 1].endCell() }
        case .row:
            flush()
            if !tables.isEmpty { tables[tables.count - 1].endRow() }
        case .table:
            flush()
            endTable()
        }
    }

    /// The description stands for the picture, unless the picture only decorates. `[Note]` and the like are DocBook's
    /// names for its signs.
    private func addPicture(_ attributes: HTMLAttributes) {
        guard let description = attributes["alt"], !description.isEmpty, attributes["aria-hidden"] != "true",
            attributes["role"] != "presentation", attributes["role"] != "none",
            !(description.hasPrefix("[") && description.hasSuffix("]")),
            (attributes.number("width") ?? 99) > 2, (attributes.number("height") ?? 99) > 2
        else { return }
        text.append(0x20)
        text.append(contentsOf: description.utf8)
        text.append(0x20)
    }

    private var depth: Int { max(0, min(lists.count - 1, 8)) }

    private func fail(_ what: String) -> Bool {
        failure = ReadingError(.tooLarge, "the HTML file cannot be read: \(what); simplify it and try again")
        return false
    }

    // MARK: - Blocks

    /// What was gathered becomes a block of the kind that is open.
    private func flush() {
        guard !text.isEmpty else { return }
        defer { text.removeAll(keepingCapacity: text.count < 64 << 10) }
        let whole = String(decoding: text, as: UTF8.self)
        if isInTitle {
            collector.title(BlockText.tidy(whole.replacing("\n", with: " ")))
            hasTitle = true
        } else if isInCaption, !tables.isEmpty {
            let title = BlockText.tidy(whole)
            if !title.isEmpty { tables[tables.count - 1].addCaption(title) }
        } else if preformatted > 0 {
            let kept = PreformattedText.kept(text)
            if !kept.isEmpty { add(.preformatted(kept)) }
        } else {
            let tidy = BlockText.tidy(whole)
            guard !tidy.isEmpty else { return }
            if let level = headings.last {
                add(.heading(level: level, text: tidy))
            } else if var item = entry {
                item.text = tidy
                entry = nil
                add(.item(item))
            } else {
                add(.paragraph(tidy))
            }
        }
    }

    private func add(_ block: Block) {
        if let last = tables.indices.last, tables[last].cell != nil {
            tables[last].add(block)
        } else {
            // Also what stands in a table beside its cells.
            collector.append(block)
        }
    }

    private func endTable() {
        guard var table = tables.popLast() else { return }
        table.endRow()
        cells += table.cells
        for block in table.result() { add(block) }
    }

    private func checkCells() {
        guard cells + tables.reduce(0, { $0 + $1.cells }) > limits.cells else { return }
        failure = ReadingError(
            .tooLarge,
            "the HTML file cannot be read: its tables have more than \(limits.cells) cells; divide it and try again"
        )
    }
}
