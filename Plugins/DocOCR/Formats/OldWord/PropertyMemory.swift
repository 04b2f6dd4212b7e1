// SPDX-License-Identifier: Apache-2.0

/// The properties of runs, each read once: a hostile file could otherwise have long lists read for every character.
/// A class, so that all passages share it; used by one thread.
final class PropertyMemory {
    private let characters: FormattedPages
    private let paragraphs: FormattedPages
    private let data: LittleEndian
    private let isUnicode: Bool
    private var characterRuns: [Int: CharacterProperties] = [:]
    private var paragraphRuns: [Int: ParagraphProperties] = [:]
    /// Bytes of long lists that may still be read: several times as many as there are, since lists do not overlap.
    private var room: Int

    init(characters: FormattedPages, paragraphs: FormattedPages, data: LittleEndian, isUnicode: Bool) {
        self.characters = characters
        self.paragraphs = paragraphs
        self.data = data
        self.isUnicode = isUnicode
        room = 4 * data.count
    }

    func character(_ run: Int) -> CharacterProperties {
        if let known = characterRuns[run] { return known }
        let properties = CharacterProperties(characters.runs[run].changes, isUnicode: isUnicode)
        characterRuns[run] = properties
        return properties
    }

    func paragraph(_ run: Int) -> ParagraphProperties {
        if let known = paragraphRuns[run] { return known }
        let changes = paragraphs.runs[run].changes
        var properties = ParagraphProperties()
        properties.style = changes.word(0) ?? 0
        properties.lay(ParagraphProperties(changes.from(2), isUnicode: isUnicode))
        if let long = properties.longList, let length = data.word(long), length <= room,
            let list = data.part(long + 2, length)
        {
            room -= length
            properties.lay(ParagraphProperties(list, isUnicode: isUnicode))
        }
        paragraphRuns[run] = properties
        return properties
    }
}
