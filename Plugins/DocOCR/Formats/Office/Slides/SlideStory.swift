// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Reads the shapes of a slide, of its notes, or of a drawing, in the order of the file.
final class SlideStory: XMLHandler {
    typealias Name = DrawingName

    enum Mode {
        case slide
        /// A page of notes: the notes alone, not the picture of the slide and what stands around it.
        case notes
        case drawing
    }
    /// What a shape is on its slide.
    private enum Role {
        case plain
        case title
        /// Entries of a list, unless a paragraph says that it is none.
        case body
        /// Dates, numbers, footers: on every slide the same.
        case furniture
    }

    private(set) var sink: BlockSink
    private let mode: Mode
    /// The slide is not shown.
    private var isHidden = false
    private(set) var title = ""
    /// Relationships to charts and diagrams.
    private(set) var attachments: [String] = []

    private var role = Role.plain
    private var isShapeHidden = false
    private var level = 0
    private var marker = Marker.inherited
    private var numbers = SlideNumbers()
    private var text = TextBuffer()
    private var isInText = false
    private var alternates = AlternateContent()

    private enum Marker {
        case inherited
        case none
        case bullet
        case number(String, start: Int)
    }

    init(sink: BlockSink, mode: Mode) {
        self.sink = sink
        self.mode = mode
    }

    var isDone: Bool { sink.isFull }

    /// Closes what a part that breaks off left open.
    func finish() {
        endParagraph()
        sink.finish()
    }

    /// Closes a slide that was read aside: the title goes first, what was read follows.
    func sinkBeforeTitle() -> BlockSink {
        endParagraph()
        let blocks = sink.endAside()
        if !title.isEmpty { sink.append(.heading(level: 2, text: title)) }
        for block in blocks { sink.append(block) }
        sink.finish()
        return sink
    }

    /// The slide is one that the show leaves out.
    var isSlideHidden: Bool { isHidden }

    func start(_ name: Name, _ attributes: borrowing XMLAttributes<Name>) -> Bool {
        switch name {
        case .slide: isHidden = !attributes.isOn(.show, byDefault: true)
        case .shape, .graphicFrame:
            role = .plain
            isShapeHidden = false
            numbers = SlideNumbers()
        case .shapeProperties, .sheetShapeProperties:
            if attributes.isOn(.hidden, byDefault: false) { isShapeHidden = true }
        case .placeholder: role = Self.role(attributes.string(.type) ?? "", mode)
        case .paragraph:
            level = 0
            marker = .inherited
        case .paragraphProperties: level = attributes.int(.level) ?? 0
        case .noBullet: marker = .none
        case .bullet, .pictureBullet: marker = .bullet
        case .numberedBullet:
            marker = .number(attributes.string(.type) ?? "", start: attributes.int(.startAt) ?? 1)
        case .text, .mathText: isInText = true
        case .lineBreak: append("\n")
        case .table: sink.startTable()
        case .tableProperties:
            if attributes.isOn(.firstRow, byDefault: false) { sink.table { $0.marksFirstRow = true } }
        case .row: sink.table { $0.startRow() }
        case .cell: startCell(attributes)
        case .chart: attach(attributes.string(.relationship))
        case .diagram: attach(attributes.string(.diagramData))
        case .alternate: alternates.start()
        case .choice, .fallback: return alternates.branch()
        default: break
        }
        return true
    }

    private func startCell(_ attributes: borrowing XMLAttributes<Name>) {
        // Cells that another covers are there, each marked: nothing has to be filled in for `gridSpan`.
        let isMerged =
            attributes.isOn(.horizontalMerge, byDefault: false) || attributes.isOn(.verticalMerge, byDefault: false)
        sink.table {
            $0.startCell()
            if isMerged { $0.merge() }
        }
    }

    private func attach(_ id: String?) {
        if let id, attachments.count < 1_024, !isHidden, !isShapeHidden { attachments.append(id) }
    }

    func end(_ name: Name) {
        switch name {
        case .paragraph: endParagraph()
        case .text, .mathText: isInText = false
        case .table: sink.endTable()
        case .row: sink.table { $0.endRow() }
        case .cell: sink.table { $0.endCell() }
        case .shape, .graphicFrame:
            role = .plain
            isShapeHidden = false
        case .alternate: alternates.end()
        default: break
        }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard isInText, role != .furniture else { return }
        if isHidden || isShapeHidden { return sink.hide(TextBuffer.characters(in: bytes)) }
        if sink.admit(bytes.count) { text.append(bytes) }
    }

    private func append(_ piece: StaticString) {
        guard role != .furniture, !isHidden, !isShapeHidden, sink.admit(piece.utf8CodeUnitCount) else { return }
        text.append(piece)
    }

    private func endParagraph() {
        let shown = text.take()
        guard !shown.isEmpty else { return }
        if mode == .notes { return sink.append(role == .body ? .note(shown) : .paragraph("")) }
        if sink.isInTable { return sink.append(.paragraph(shown)) }
        let depth = max(0, min(level, 8))
        switch (role, marker) {
        case (.title, _): title += (title.isEmpty ? "" : " ") + shown
        case (_, .number(let scheme, let start)):
            let number = numbers.next(depth: depth, scheme: scheme, start: start)
            sink.append(.item(ListItem(depth: depth, number: number, text: shown)))
        case (_, .bullet), (.body, .inherited):
            numbers.pass(depth: depth)
            sink.append(.item(ListItem(depth: depth, text: shown)))
        default:
            numbers.pass(depth: 0)
            sink.append(.paragraph(shown))
        }
    }

    /// ISO 29500-1, 19.7.10.
    private static func role(_ type: String, _ mode: Mode) -> Role {
        switch type {
        case "title", "ctrTitle": mode == .notes ? .furniture : .title
        case "dt", "ftr", "hdr", "sldNum", "sldImg": .furniture
        case "body", "obj", "": .body
        default: .plain
        }
    }
}
