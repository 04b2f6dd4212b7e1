// SPDX-License-Identifier: Apache-2.0
import Encodings

/// The font table: what a font's bytes mean.
struct RTFFonts {
    enum Meaning {
        case codePage(CodePage)
        case signs(SymbolFont)
    }

    /// More than any document has; the table of a hostile one is cut.
    private static let maximum = 65_536

    private struct Entry {
        var name: [UInt8] = []
        var characterSet: Int?
        var codePage: Int?
    }

    private var meanings: [Int: Meaning] = [:]
    private var current = 0
    private var entry = Entry()

    /// What a font's bytes mean; nil: as the document says.
    func meaning(of font: Int) -> Meaning? { meanings[font] }

    mutating func begin(_ font: Int) {
        end()
        current = font
    }
    mutating func characterSet(_ set: Int) { entry.characterSet = set }
    mutating func codePage(_ number: Int) { entry.codePage = number }

    /// Text inside the table: names, each ended by a semicolon.
    mutating func name(_ byte: UInt8) {
        if byte == UInt8(ascii: ";") { return end() }
        if entry.name.count < 64 { entry.name.append(byte) }
    }

    mutating func end() {
        defer { entry = Entry() }
        guard meanings.count < Self.maximum, entry.characterSet != nil || !entry.name.isEmpty else { return }
        var name = String(decoding: entry.name, as: UTF8.self)
        while name.first == " " { name.removeFirst() }
        if let signs = SymbolFont(name: name) {
            meanings[current] = .signs(signs)
        } else if let number = entry.codePage, CodePage(number).hasConverter {
            meanings[current] = .codePage(CodePage(number))
        } else if let set = entry.characterSet, let page = CodePage(fontCharacterSet: set) {
            meanings[current] = .codePage(page)
        }
    }
}
