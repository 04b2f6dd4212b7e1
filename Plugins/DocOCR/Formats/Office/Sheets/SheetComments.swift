// SPDX-License-Identifier: Apache-2.0
import DocumentModel

/// Reads the comments on a sheet's cells (ISO 29500-1, 18.7).
final class SheetComments: XMLHandler {
    typealias Name = SheetName
    private(set) var collector: BlockCollector
    private var comment = TextBuffer()
    private var isInText = false

    init(_ collector: BlockCollector) { self.collector = collector }

    var isDone: Bool { collector.isFull }

    func start(_ name: Name, _ attributes: borrowing XMLAttributes<Name>) -> Bool {
        switch name {
        case .comment: _ = comment.take()
        case .text: isInText = true
        case .phonetic: return false
        default: break
        }
        return true
    }

    func end(_ name: Name) {
        switch name {
        case .comment: collector.append(.note(comment.take()))
        case .text: isInText = false
        default: break
        }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) { if isInText, comment.count < 1 << 20 { comment.append(bytes) } }
}
