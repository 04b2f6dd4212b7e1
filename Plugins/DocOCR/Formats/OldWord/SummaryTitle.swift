// SPDX-License-Identifier: Apache-2.0
import Encodings

/// The title in the stream of a file's own properties. Source: [MS-OLEPS].
enum SummaryTitle {
    static let stream = "\u{5}SummaryInformation"

    static func read(_ bytes: [UInt8]) -> String? {
        let stream = LittleEndian(bytes)
        guard let offset = stream.long(44) else { return nil }
        let section = stream.from(offset)
        guard let count = section.long(4) else { return nil }
        var codePage = CodePage.westernEuropean
        var title: Int?
        for index in 0..<min(count, 256) {
            guard let kind = section.long(8 + 8 * index), let place = section.long(12 + 8 * index) else { break }
            if kind == 1, let number = section.word(place + 4), CodePage(number).hasConverter {
                codePage = CodePage(number)
            }
            if kind == 2 { title = place }
        }
        guard let title, let type = section.long(title), let length = section.long(title + 4) else { return nil }
        let bounded = min(length, 1024)
        if type == 0x1F { return section.text(title + 8, units: bounded).prefix { $0 != "\u{0}" }.description }
        guard type == 0x1E, let text = section.part(title + 8, bounded) else { return nil }
        let decoder = TextDecoder(codePage: codePage)
        return decoder?.decode(Array(text.array.prefix { $0 != 0 }))
    }
}
