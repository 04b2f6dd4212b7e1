// SPDX-License-Identifier: Apache-2.0

/// A reference such as `&amp;` or `&#233;`.
enum CharacterReference {
    /// What it stands for; the reference itself when it is not known.
    static func text(of bytes: UnsafeRawBufferPointer) -> String {
        let whole = String(decoding: bytes, as: UTF8.self)
        guard whole.count > 2, whole.hasPrefix("&"), whole.hasSuffix(";") else { return whole }
        let name = whole.dropFirst().dropLast()
        if name.hasPrefix("#") {
            let digits = name.dropFirst()
            let isHex = digits.hasPrefix("x") || digits.hasPrefix("X")
            let value = isHex ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            guard let value, value > 0, let scalar = Unicode.Scalar(value) else { return "\u{FFFD}" }
            return String(Character(scalar))
        }
        return names[String(name)] ?? whole
    }

    /// The ones that people write by hand. Source: the HTML Standard, 13.5.
    private static let names: [String: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "copy": "©", "reg": "®",
        "trade": "™", "hellip": "…", "mdash": "—", "ndash": "–", "lsquo": "‘", "rsquo": "’", "ldquo": "“",
        "rdquo": "”", "bdquo": "„", "sbquo": "‚", "laquo": "«", "raquo": "»", "bull": "•", "middot": "·",
        "deg": "°", "plusmn": "±", "times": "×", "divide": "÷", "frac12": "½", "frac14": "¼", "frac34": "¾",
        "sup2": "²", "sup3": "³", "micro": "µ", "para": "¶", "sect": "§", "euro": "€", "pound": "£", "yen": "¥",
        "cent": "¢", "larr": "←", "uarr": "↑", "rarr": "→", "darr": "↓", "harr": "↔", "le": "≤", "ge": "≥",
        "ne": "≠", "asymp": "≈", "infin": "∞", "auml": "ä", "ouml": "ö", "uuml": "ü", "Auml": "Ä", "Ouml": "Ö",
        "Uuml": "Ü", "szlig": "ß", "eacute": "é", "egrave": "è", "agrave": "à", "ccedil": "ç", "ntilde": "ñ",
        "shy": "\u{AD}", "ensp": " ", "emsp": " ", "thinsp": " ", "zwj": "\u{200D}", "zwnj": "\u{200C}",
        "lbrace": "{", "rbrace": "}", "lsqb": "[", "rsqb": "]", "ast": "*", "lowbar": "_", "num": "#", "vert": "|",
        "check": "✓", "hearts": "♥",
    ]
}
