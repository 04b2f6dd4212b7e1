// SPDX-License-Identifier: Apache-2.0

/// The style sheet: which paragraph styles are headings.
struct RTFStyles {
    private static let maximum = 65_536

    private var headings: [Int: Int] = [:]
    private var style = 0
    private var outlineLevel: Int?
    private var name: [UInt8] = []

    /// The level of a heading style, 1 for the outermost; nil: not one.
    func heading(_ style: Int) -> Int? { headings[style] }

    mutating func begin(_ style: Int) { self.style = style }
    mutating func outlineLevel(_ level: Int) { outlineLevel = level }

    mutating func name(_ byte: UInt8) {
        if byte == UInt8(ascii: ";") { return end() }
        if name.count < 64 { name.append(byte) }
    }

    /// A style's entry ends. Number 0 is what every paragraph has that names none, so it is no heading.
    mutating func end() {
        defer {
            style = 0
            outlineLevel = nil
            name = []
        }
        guard style != 0, headings.count < Self.maximum else { return }
        if let level = outlineLevel, (0..<9).contains(level) {
            headings[style] = level + 1
        } else if let level = Self.level(named: String(decoding: name, as: UTF8.self)) {
            headings[style] = level
        }
    }

    private static func level(named name: String) -> Int? {
        let name = name.lowercased().split(whereSeparator: { $0 == " " || $0 == "," }).prefix(2)
        guard let first = name.first else { return nil }
        if first == "title", name.count == 1 { return 1 }
        guard first == "heading", name.count == 2, let level = Int(name[1]), (1...9).contains(level) else { return nil }
        return level
    }
}
