// SPDX-License-Identifier: Apache-2.0

/// The title in a document's properties, which both families of formats write as Dublin Core.
final class TitleReader: XMLHandler {
    enum Name: String, XMLName {
        case other
        case title = "dc:title"
    }
    private var text = TextBuffer()
    private var isInside = false
    private(set) var title: String?

    func start(_ name: Name, _ attributes: borrowing XMLAttributes<Name>) -> Bool {
        if name == .title { isInside = true }
        return true
    }

    func end(_ name: Name) {
        guard name == .title else { return }
        isInside = false
        let found = text.take()
        if !found.isEmpty { title = found }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) { if isInside, text.count < 4_096 { text.append(bytes) } }

    var isDone: Bool { title != nil }
}
