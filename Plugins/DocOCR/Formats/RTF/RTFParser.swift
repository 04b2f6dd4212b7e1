// SPDX-License-Identifier: Apache-2.0
import DocumentModel
import Encodings
import TextFlow

/// The state machine: tokens in, paragraphs out.
struct RTFParser {
    var scanner: RTFScanner
    let bytes: UnsafeRawBufferPointer
    let maximumDepth: Int

    var state = RTFState()
    var stack: [RTFState] = []
    /// Groups open beyond the depth that is kept; they share the state of the innermost kept one.
    var groupsBeyond = 0
    /// `\*` came, and the next word names a destination that may be unknown.
    var isOptional = false
    /// Nothing came since the group was opened: only here does `\*` mean that.
    var isGroupNew = false
    /// How much of the fallback of a `\u` is still to be passed over.
    var fallbackLeft = 0

    var fonts = RTFFonts()
    var styles = RTFStyles()
    var defaultFont = 0
    /// The row whose properties came last names the columns.
    var isHeaderRow = false
    var text: RTFText
    var flow: TextFlow
    /// What is printed in front of the paragraph, from `\listtext` or `\pntext`.
    var marker: [UInt8] = []
    /// Of the paragraphs that notes interrupt.
    var interrupted: [(text: [UInt8], marker: [UInt8])] = []
    /// Of the paragraph that a marker or a title, which are no part of it, interrupts.
    var aside: [UInt8] = []
    var instruction: [UInt8] = []

    init(_ bytes: UnsafeRawBufferPointer, limits: ReadingLimits) {
        self.bytes = bytes
        scanner = RTFScanner(bytes)
        maximumDepth = max(1, limits.depth)
        flow = TextFlow(limits: limits)
        text = RTFText()
    }

    mutating func parse() -> ReadDocument {
        var isOpen = false
        reading: while !flow.isFull {
            let token = scanner.next()
            defer { if case .open = token { isGroupNew = true } else { isGroupNew = false } }
            switch token {
            case .open:
                isOpen = true
                openGroup()
            case .close:
                closeGroup()
                // What follows the last brace is no text of the document.
                if stack.isEmpty, isOpen { break reading }
            case .word(let hash, let parameter): word(hash, parameter)
            case .symbol(let byte): symbol(byte)
            case .hex(let byte):
                isOptional = false
                add(byte)
            case .text(let range): add(range)
            case .broken: continue
            case .end:
                if isOpen { flow.warn("the file ends early: its last part is missing") }
                break reading
            }
        }
        while !interrupted.isEmpty { endNote() }
        endParagraph(level: nil)
        if text.substitutions > 0 {
            flow.warn("some characters are not of the character set that the file names for them")
        }
        return flow.finish()
    }

    private mutating func openGroup() {
        isOptional = false
        fallbackLeft = 0
        guard stack.count < maximumDepth else {
            groupsBeyond += 1
            flow.warn("groups are nested deeper than \(maximumDepth): their formatting was not followed")
            return
        }
        stack.append(state)
        state.beginsNote = false
        state.beginsInstruction = false
    }

    private mutating func closeGroup() {
        isOptional = false
        fallbackLeft = 0
        if groupsBeyond > 0 {
            groupsBeyond -= 1
            return
        }
        guard let outer = stack.popLast() else { return }
        let inner = state
        if inner.beginsNote { endNote() }
        if inner.beginsInstruction { endInstruction() }
        switch inner.destination {
        case .fontTable where outer.destination != .fontTable: fonts.end()
        case .styleSheet where outer.destination != .styleSheet: styles.end()
        case .title where outer.destination != .title:
            flow.title(String(decoding: text.set(aside), as: UTF8.self))
        case .marker where outer.destination != .marker: marker = text.set(aside)
        default: break
        }
        state = outer
    }

    /// A paragraph ends here, inside tables as deep as its properties or the mark that ends it say.
    mutating func endParagraph(level: Int?) {
        let content = text.take()
        let mark = marker
        marker = []
        var role = ParagraphRole()
        if let level {
            role.tableLevel = level
        } else if state.tableLevel > 0 {
            role.tableLevel = state.tableLevel
        } else if state.inTable || flow.isInsideRow {
            role.tableLevel = 1
        }
        role.heading = heading
        if !mark.isEmpty || state.list > 0 {
            role.entry = ParagraphRole.Entry(depth: state.listLevel, marker: String(decoding: mark, as: UTF8.self))
        }
        flow.paragraph(content, role)
    }

    private var heading: Int? {
        if let level = state.outlineLevel { return (0..<9).contains(level) ? level + 1 : nil }
        return styles.heading(state.style)
    }

    mutating func beginNote() {
        interrupted.append((text.set([]), marker))
        marker = []
        flow.beginNote()
        state.destination = .text
        state.beginsNote = true
        state.resetParagraph()
    }

    private mutating func endNote() {
        endParagraph(level: nil)
        flow.endNote()
        guard let outer = interrupted.popLast() else { return }
        _ = text.set(outer.text)
        marker = outer.marker
    }

    /// The one field whose text is in its instruction: `SYMBOL 183 \f "Symbol"`.
    private mutating func endInstruction() {
        let words = String(decoding: instruction, as: UTF8.self).split(whereSeparator: { " \"\\".contains($0) })
        instruction = []
        guard words.count > 1, words[0] == "SYMBOL", let code = Int(words[1]), stack.last?.destination == .text else {
            return
        }
        let font = words.firstIndex(of: "f").map { words[($0 + 1)...].prefix(1) }
        if let name = font?.first, let signs = SymbolFont(name: String(name)) {
            if let scalar = signs.scalar(code) { text.append(scalar) }
        } else if (0x20...0xFF).contains(code) {
            text.append(UInt8(code), as: .codePage(.westernEuropean))
        }
    }
}
