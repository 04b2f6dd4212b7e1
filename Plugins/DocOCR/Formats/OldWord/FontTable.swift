// SPDX-License-Identifier: Apache-2.0
import Encodings

/// The fonts: what their bytes mean. Source: [MS-DOC] 2.9.286 (SttbfFfn) and 2.9.92 (FFN).
struct FontTable {
    struct Font {
        /// Nil where the font says only "Western" or nothing, and the language of the text decides.
        let codePage: CodePage?
        let signs: SymbolFont?
    }

    private var fonts: [Font] = []

    init(_ table: LittleEndian, place: FileHeader.Place, isUnicode: Bool) {
        guard let list = table.part(place.offset, place.length) else { return }
        var offset = isUnicode ? 4 : 2
        while fonts.count < 4096, let length = list.byte(offset) {
            guard let entry = list.part(offset + 1, length) else { break }
            offset += 1 + length
            let set = entry.byte(3) ?? 0
            let name: String
            if isUnicode {
                name = entry.text(39, units: 32).prefix { $0 != "\u{0}" }.description
            } else {
                name = String(decoding: entry.from(5).array.prefix { $0 != 0 }, as: UTF8.self)
            }
            fonts.append(
                Font(
                    codePage: set == 0 ? nil : CodePage(fontCharacterSet: set),
                    signs: SymbolFont(name: name) ?? (set == 2 && name.isEmpty ? .symbol : nil)
                )
            )
        }
    }

    subscript(number: Int?) -> Font? {
        guard let number, fonts.indices.contains(number) else { return nil }
        return fonts[number]
    }
}
