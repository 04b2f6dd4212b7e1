// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Reads the comments on a slide (ISO 29500-1, 19.4).
final class SlideComments: XMLHandler {
    typealias Name = DrawingName
    private(set) var sink: BlockSink
    private var comment = TextBuffer()
    private var isInText = false

    init(_ sink: BlockSink) { self.sink = sink }

    var isDone: Bool { sink.isFull }

    func start(_ name: Name, _ attributes: borrowing XMLAttributes<Name>) -> Bool {
        // Older files have the text bare, newer ones as paragraphs.
        if name == .commentText || name == .text { isInText = true }
        return true
    }

    func end(_ name: Name) {
        switch name {
        case .commentText, .paragraph:
            isInText = false
            sink.append(.note(comment.take()))
        case .text: isInText = false
        default: break
        }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        if isInText, sink.admit(bytes.count) { comment.append(bytes) }
    }
}
