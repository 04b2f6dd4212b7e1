// SPDX-License-Identifier: Apache-2.0

/// Character sets of one byte a character that ICU has no converter for. Sources: ISO/IEC 8859-16, RFC 1456 (VISCII).
enum OwnCharacterSets {
    /// The characters of the bytes from 0x80 on; nil: not one of these sets.
    static func upperHalf(of name: String) -> [Unicode.Scalar]? {
        switch name {
        case "ISO-8859-16": latin10
        case "VISCII": viscii
        default: nil
        }
    }

    /// Six control characters of VISCII are letters too.
    static func control(_ byte: UInt8, in name: String) -> Unicode.Scalar? {
        guard name == "VISCII" else { return nil }
        switch byte {
        case 0x02: return "Ẳ"
        case 0x05: return "Ẵ"
        case 0x06: return "Ẫ"
        case 0x14: return "Ỷ"
        case 0x19: return "Ỹ"
        case 0x1E: return "Ỵ"
        default: return nil
        }
    }

    private static let latin10 = scalars(
        String(String.UnicodeScalarView((0x80...0x9F).map { Unicode.Scalar(UInt8($0)) }))
            + "\u{A0}ĄąŁ€„Š§š©Ș«Ź\u{AD}źŻ°±ČłŽ”¶·žčș»ŒœŸż"
            + "ÀÁÂĂÄĆÆÇÈÉÊËÌÍÎÏĐŃÒÓÔŐÖŚŰÙÚÛÜĘȚß"
            + "àáâăäćæçèéêëìíîïđńòóôőöśűùúûüęțÿ"
    )

    private static let viscii = scalars(
        "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"
            + "ÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
            + "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư"
            + "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
    )

    private static func scalars(_ text: String) -> [Unicode.Scalar] { Array(text.unicodeScalars) }
}
