// SPDX-License-Identifier: Apache-2.0

/// An element of the small XML documents that S3 answers with. The reader is strict and bounded and knows what such
/// answers hold: elements, attributes (which are skipped), text and the built-in entities. A document type, and with it
/// every entity of one's own, is refused.
struct XMLElement: Sendable, Hashable {
    static let sizeLimit = 256 << 10
    static let depthLimit = 16
    static let elementLimit = 10_000

    /// Without its prefix.
    var name: String
    /// Directly in it, all pieces together.
    var text = ""
    var children: [XMLElement] = []

    /// The first child of this name.
    subscript(name: String) -> XMLElement? { children.first { $0.name == name } }

    /// The root; nil for what is no such document.
    static func read(_ bytes: [UInt8]) -> XMLElement? {
        guard bytes.count <= sizeLimit else { return nil }
        var reader = XMLReader(bytes)
        return reader.document()
    }
}

private struct XMLReader {
    private let bytes: [UInt8]
    private var position = 0
    private var elements = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() -> XMLElement? {
        // A server that works for long sends blanks meanwhile, before or behind the declaration.
        skipBlanks()
        if take("<?xml") {
            guard skip(past: "?>") else { return nil }
        }
        guard skipComments(), let root = element(depth: 0), skipComments(), position == bytes.count else { return nil }
        return root
    }

    private mutating func element(depth: Int) -> XMLElement? {
        elements += 1
        guard depth < XMLElement.depthLimit, elements <= XMLElement.elementLimit, take("<"), let full = name() else {
            return nil
        }
        var element = XMLElement(name: full.split(separator: ":").last.map(String.init) ?? full)
        guard let isEmpty = attributes() else { return nil }
        if isEmpty { return element }
        var text: [UInt8] = []
        while position < bytes.count {
            if take("</") {
                guard name() == full else { return nil }
                skipBlanks()
                guard take(">"), let decoded = String(validating: text, as: UTF8.self) else { return nil }
                element.text = decoded
                return element
            } else if peek("<!--") {
                guard skipComments() else { return nil }
            } else if peek("<") {
                guard let child = self.element(depth: depth + 1) else { return nil }
                element.children.append(child)
            } else if peek("&") {
                guard let scalar = entity() else { return nil }
                text += Array(String(scalar).utf8)
            } else {
                text.append(bytes[position])
                position += 1
            }
        }
        return nil
    }

    /// - Returns: whether the element ends here; nil when the tag is broken.
    private mutating func attributes() -> Bool? {
        while true {
            let before = position
            skipBlanks()
            if take("/>") { return true }
            if take(">") { return false }
            guard position > before, name() != nil else { return nil }
            skipBlanks()
            guard take("=") else { return nil }
            skipBlanks()
            let quote: StaticString? = take("\"") ? "\"" : take("'") ? "'" : nil
            guard let quote, skip(past: quote, without: "<") else {
                return nil
            }
        }
    }

    private mutating func entity() -> Unicode.Scalar? {
        let end = bytes[position...].prefix(12).firstIndex(of: UInt8(ascii: ";"))
        guard let end else { return nil }
        let name = String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
        position = end + 1
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.hasPrefix("#") else { return nil }
            let isHexadecimal = name.hasPrefix("#x")
            let digits = name.dropFirst(isHexadecimal ? 2 : 1)
            guard let number = UInt32(digits, radix: isHexadecimal ? 16 : 10), number > 0, !digits.hasPrefix("+") else {
                return nil
            }
            return Unicode.Scalar(number)
        }
    }

    private mutating func name() -> String? {
        let start = position
        while position < bytes.count, Self.isNameByte(bytes[position]) { position += 1 }
        guard (1...256).contains(position - start) else { return nil }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: ":"), 0x80...0xFF:
            true
        default: false
        }
    }

    private mutating func skipBlanks() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    /// Blanks too. False for one that does not end.
    private mutating func skipComments() -> Bool {
        skipBlanks()
        while take("<!--") {
            guard skip(past: "-->") else { return false }
            skipBlanks()
        }
        return true
    }

    private func peek(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard bytes.count - position >= count else { return false }
        return text.withUTF8Buffer { $0.elementsEqual(bytes[position..<(position + count)]) }
    }

    private mutating func take(_ text: StaticString) -> Bool {
        guard peek(text) else { return false }
        position += text.utf8CodeUnitCount
        return true
    }

    private mutating func skip(past end: StaticString, without refused: StaticString = "\u{0}") -> Bool {
        while position < bytes.count {
            if take(end) { return true }
            if peek(refused) { return false }
            position += 1
        }
        return false
    }
}
