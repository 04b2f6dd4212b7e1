// SPDX-License-Identifier: Apache-2.0

/// Character sets of one byte a character that texts come in, and the languages that are written with each.
struct SingleByteSet: Sendable {
    let name: String
    let languages: [String]
    /// The logarithm of how much rarer it is than the most usual set of its languages.
    let rarity: Float

    private init(_ name: String, _ languages: String, _ rarity: Float) {
        self.name = name
        self.languages = languages.split(separator: " ").map(String.init)
        self.rarity = rarity
    }

    private static let western = "en fr de es pt it nl sv da nb fi is ca ga sq et"
    private static let central = "pl cs hu sk sl hr ro sq de"
    private static let cyrillic = "ru uk bg sr mk be"

    static let all: [SingleByteSet] = [
        SingleByteSet("windows-1252", western, 0), SingleByteSet("ISO-8859-15", western, -1),
        SingleByteSet("macintosh", western, -5), SingleByteSet("IBM850", western, -5),
        SingleByteSet("windows-1250", central, 0), SingleByteSet("ISO-8859-2", central, -1),
        SingleByteSet("IBM852", central, -5), SingleByteSet("x-mac-centraleurroman", central + " lt lv et", -5),
        SingleByteSet("ISO-8859-16", "ro pl hr sl hu fr it ga sq", -5),
        SingleByteSet("windows-1257", "lt lv et pl", 0), SingleByteSet("ISO-8859-13", "lt lv et pl hr fi", -1),
        SingleByteSet("ISO-8859-4", "lt lv et fi da sv nb", -3),
        SingleByteSet("ISO-8859-10", "lt lv et is fi da sv nb", -4), SingleByteSet("IBM775", "lt lv et", -6),
        SingleByteSet("windows-1254", "tr", 0), SingleByteSet("IBM857", "tr", -5),
        SingleByteSet("ISO-8859-3", "eo mt tr", -4),
        SingleByteSet("windows-1251", cyrillic, 0), SingleByteSet("KOI8-R", "ru bg", -0.5),
        SingleByteSet("KOI8-U", "uk ru be", -1), SingleByteSet("ISO-8859-5", cyrillic, -2),
        SingleByteSet("IBM866", "ru uk be bg", -1), SingleByteSet("IBM855", cyrillic, -5),
        SingleByteSet("x-mac-cyrillic", cyrillic, -4),
        SingleByteSet("windows-1253", "el", 0), SingleByteSet("ISO-8859-7", "el", -1),
        SingleByteSet("IBM737", "el", -5),
        SingleByteSet("windows-1255", "he", 0), SingleByteSet("ISO-8859-8", "he", -1),
        SingleByteSet("IBM862", "he", -5),
        SingleByteSet("windows-1256", "ar fa", 0), SingleByteSet("ISO-8859-6", "ar", -1),
        SingleByteSet("windows-874", "th", 0), SingleByteSet("windows-1258", "vi", 0),
        SingleByteSet("VISCII", "vi", -3),
    ]

    /// The character of each byte, and what it is to a `PairModel`; made once.
    static let tables: [String: Table] = Dictionary(
        uniqueKeysWithValues: all.compactMap { set in Table(set.name).map { (set.name, $0) } }
    )

    struct Table: Sendable {
        /// As `PairModel` takes them.
        var characters: [UInt32] = []
        var isUpper: [Bool] = []
        var isLower: [Bool] = []
        /// Signs that are hardly ever in running text, so that one where another set has a letter tells them apart.
        var isRare: [Bool] = []

        init?(_ name: String) {
            guard let decode = CharacterSet(name: name).decoder() else { return nil }
            for byte in UInt8.min...UInt8.max {
                var text = DecodedText(utf8: [], characterSet: name)
                withUnsafeBytes(of: byte) { decode($0, &text, true) }
                add(String(decoding: text.utf8, as: UTF8.self).unicodeScalars.first ?? "\u{FFFD}")
            }
        }

        private mutating func add(_ scalar: Unicode.Scalar) {
            let lower = scalar.properties.lowercaseMapping.unicodeScalars
            isUpper.append(scalar.properties.isUppercase)
            isLower.append(scalar.properties.isLowercase)
            isRare.append(Self.isRare(scalar))
            characters.append(Self.character(scalar, lower: lower.count == 1 ? lower.first ?? scalar : scalar))
        }

        private static func isRare(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar {
            case "±", "×", "÷", "€", "£", "¥", "¢", "°", "©", "®", "™": return false
            case "†", "‡", "‰", "¶", "¼", "½", "¾", "¤", "¦": return true
            default: break
            }
            switch scalar.properties.generalCategory {
            case .mathSymbol, .currencySymbol, .modifierSymbol: return !scalar.isASCII
            default: return false
            }
        }

        private static func character(_ scalar: Unicode.Scalar, lower: Unicode.Scalar) -> UInt32 {
            if scalar.isASCII { return scalar.properties.isAlphabetic ? lower.value : PairModel.blank }
            // Frames and blocks of DOS are in no running text.
            if scalar == "\u{FFFD}" || (0x2500...0x25FF).contains(scalar.value) { return PairModel.nothing }
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
                .spacingMark:
                return lower.value
            case .control, .unassigned, .privateUse, .surrogate: return PairModel.nothing
            default: return PairModel.sign
            }
        }
    }
}
