// SPDX-License-Identifier: GPL-3.0-or-later

/// What a page has to say, small enough to be sent between processes: about one and a half times its text as JSON.
public struct PDFPage: Sendable, Hashable, Codable {
    /// From 1.
    public var number: Int
    public var decision: OCRDecision
    /// Points, in the frame of the page's writing direction.
    public var width: Int
    public var height: Int
    /// Characters that were left out because nobody could see them: outside the page, in the colour of what is behind
    /// them, smaller than a point, drawn invisibly.
    public var hidden: Int
    /// Not all of the page was read: it has more glyphs than the limits allow, or takes too long.
    public var isCut: Bool
    /// As `PackedLines` writes it.
    var packed: String

    private enum CodingKeys: String, CodingKey {
        case number = "n"
        case decision = "d"
        case width = "w"
        case height = "h"
        case hidden = "x"
        case isCut = "c"
        case packed = "t"
    }

    /// The lines' text in reading order, a line feed after each; cells of tables are parted by tabs.
    public var text: String {
        var bytes: [UInt8] = []
        for line in PackedLines(packed) {
            bytes += line.text
            bytes.append(UInt8(ascii: "\n"))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
