// SPDX-License-Identifier: Apache-2.0

/// Numbers as lists print them. Source: [MS-OSHARED] 2.2.1.3, MSONFC.
enum NumberFormat {
    static func text(of number: Int, format: Int) -> String {
        switch format {
        case 1: roman(number)
        case 2: roman(number).lowercased()
        case 3: letters(number).uppercased()
        case 4: letters(number)
        case 5: ordinal(number)
        case 22: (0..<10).contains(number) ? "0\(number)" : "\(number)"
        case 23, 255: ""
        default: "\(number)"
        }
    }

    /// a to z, then aa, bb, …
    private static func letters(_ number: Int) -> String {
        guard (1...780).contains(number) else { return "\(number)" }
        let letter = Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8((number - 1) % 26)))
        return String(repeating: letter, count: (number - 1) / 26 + 1)
    }

    private static func roman(_ number: Int) -> String {
        guard (1..<5000).contains(number) else { return "\(number)" }
        let signs: [(Int, String)] = [
            (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
            (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
        ]
        var rest = number
        var text = ""
        for (value, sign) in signs {
            while rest >= value {
                text += sign
                rest -= value
            }
        }
        return text
    }

    private static func ordinal(_ number: Int) -> String {
        let ending =
            switch (number % 100, number % 10) {
            case (11...13, _): "th"
            case (_, 1): "st"
            case (_, 2): "nd"
            case (_, 3): "rd"
            default: "th"
            }
        return "\(number)\(ending)"
    }
}
