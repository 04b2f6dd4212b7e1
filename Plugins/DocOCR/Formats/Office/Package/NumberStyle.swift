// SPDX-License-Identifier: Apache-2.0

/// How a list's number is written.
enum NumberStyle {
    case decimal
    case decimalWithZero
    case lowerLetter
    case upperLetter
    case lowerRoman
    case upperRoman
    case none

    func text(_ number: Int) -> String {
        switch self {
        case .decimal: String(number)
        case .decimalWithZero: number >= 0 && number < 10 ? "0\(number)" : String(number)
        case .lowerLetter: Self.letters(number)
        case .upperLetter: Self.letters(number).uppercased()
        case .lowerRoman: Self.roman(number)
        case .upperRoman: Self.roman(number).uppercased()
        case .none: ""
        }
    }

    /// a to z, then aa to zz, and so on, as word processors count.
    private static func letters(_ number: Int) -> String {
        guard number > 0, number <= 26 * 30 else { return String(number) }
        let letter = Character(UnicodeScalar(UInt8(97 + (number - 1) % 26)))
        return String(repeating: letter, count: (number - 1) / 26 + 1)
    }

    private static func roman(_ number: Int) -> String {
        guard number > 0, number < 4_000 else { return String(number) }
        let steps: [(Int, String)] = [
            (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
            (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
        ]
        var rest = number
        var text = ""
        for (value, letters) in steps {
            while rest >= value {
                text += letters
                rest -= value
            }
        }
        return text
    }
}
