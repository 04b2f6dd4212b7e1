// SPDX-License-Identifier: Apache-2.0

/// The texts that a workbook's cells share (ISO 29500-1, 18.4.9), one after the other in one piece of memory.
final class SharedStrings: XMLHandler {
    typealias Name = SheetName

    private var bytes: [UInt8] = []
    private var ends: [UInt32] = []
    private var isInText = false
    private let mostBytes: Int
    private let mostItems: Int
    /// There were more than are kept.
    private(set) var isDone = false

    init(mostBytes: Int, mostItems: Int) {
        self.mostBytes = min(mostBytes, Int(UInt32.max))
        self.mostItems = mostItems
    }

    /// Such a text; empty for one that is not there.
    subscript(index: Int) -> String {
        guard ends.indices.contains(index) else { return "" }
        let begin = index == 0 ? 0 : Int(ends[index - 1])
        return String(decoding: bytes[begin..<Int(ends[index])], as: UTF8.self)
    }

    func start(_ name: Name, _ attributes: borrowing XMLAttributes<Name>) -> Bool {
        switch name {
        case .text: isInText = true
        // How a word is read aloud, beside the word itself.
        case .phonetic: return false
        default: break
        }
        return true
    }

    func end(_ name: Name) {
        switch name {
        case .text: isInText = false
        case .sharedItem:
            ends.append(UInt32(bytes.count))
            if ends.count >= mostItems { isDone = true }
        default: break
        }
    }

    func text(_ piece: UnsafeBufferPointer<UInt8>) {
        guard isInText else { return }
        guard bytes.count + piece.count <= mostBytes else {
            isDone = true
            return
        }
        bytes.append(contentsOf: piece)
    }
}
