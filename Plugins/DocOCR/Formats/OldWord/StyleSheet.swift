// SPDX-License-Identifier: Apache-2.0

/// The styles: which are headings and lists, and which hide text. Source: [MS-DOC] 2.9.271 (STSH).
struct StyleSheet {
    struct Style {
        var heading: Int?
        var paragraph = ParagraphProperties()
        var character = CharacterProperties()
        fileprivate var base = 0xFFF
        fileprivate var ownParagraph = ParagraphProperties()
        fileprivate var ownCharacter = CharacterProperties()
        fileprivate var isParagraph = true
    }

    private var styles: [Style?] = []

    /// Deeper chains of styles than this are circles.
    private static let maximumBases = 12

    init(_ table: LittleEndian, place: FileHeader.Place, isUnicode: Bool) {
        guard let sheet = table.part(place.offset, place.length), let header = sheet.word(0),
            let count = sheet.word(2), let base = sheet.word(4)
        else { return }
        var offset = 2 + header
        for _ in 0..<min(count, 4096) {
            guard let length = sheet.word(offset) else { break }
            offset += 2
            styles.append(sheet.part(offset, length).flatMap { Self.read($0, nameOffset: base, isUnicode: isUnicode) })
            offset += length
        }
        for index in styles.indices { resolve(index) }
    }

    subscript(number: Int) -> Style? { styles.indices.contains(number) ? styles[number] : nil }

    /// The level of a heading, 1 for the outermost. The first nine styles are the headings whatever the sheet says.
    func heading(_ number: Int) -> Int? {
        if let style = self[number] { return style.heading }
        return (1...9).contains(number) ? number : nil
    }

    private static func read(_ entry: LittleEndian, nameOffset: Int, isUnicode: Bool) -> Style? {
        guard let identity = entry.word(0), let kind = entry.word(2), let counts = entry.word(4) else { return nil }
        var style = Style()
        let number = identity & 0xFFF
        style.heading = (1...9).contains(number) ? number : number == 62 ? 1 : nil
        style.base = kind >> 4
        style.isParagraph = kind & 0xF == 1
        var offset = nameOffset
        if isUnicode {
            offset += 2 * ((entry.word(offset) ?? 0) + 2)
        } else {
            offset += (entry.byte(offset) ?? 0) + 2
        }
        var own: [LittleEndian] = []
        for _ in 0..<min(counts & 0xF, 3) {
            offset += offset & 1
            guard let length = entry.word(offset), let changes = entry.part(offset + 2, length) else { break }
            own.append(changes)
            offset += 2 + length
        }
        if style.isParagraph, let changes = own.first {
            // The first two bytes are the style's own number.
            style.ownParagraph = ParagraphProperties(changes.from(2), isUnicode: isUnicode)
            own.removeFirst()
        }
        if let changes = own.first { style.ownCharacter = CharacterProperties(changes, isUnicode: isUnicode) }
        return style
    }

    /// Lays a style's own changes over those that it is based on.
    private mutating func resolve(_ index: Int) {
        guard var style = styles[index] else { return }
        var chain: [Style] = []
        var next = index
        while let link = self[next], chain.count < Self.maximumBases {
            chain.append(link)
            next = link.base
        }
        for link in chain.reversed() where link.isParagraph == style.isParagraph {
            style.paragraph.lay(link.ownParagraph)
            style.character.lay(link.ownCharacter)
        }
        styles[index] = style
    }
}
