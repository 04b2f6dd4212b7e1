// SPDX-License-Identifier: Apache-2.0

/// A list that is open, and how it counts. Source: the HTML Standard, 4.4.5.
struct HTMLList {
    private let isNumbered: Bool
    private let type: String
    private var number: Int

    init(isNumbered: Bool, start: Int?, type: String?) {
        self.isNumbered = isNumbered
        self.type = type ?? "1"
        number = start ?? 1
    }

    /// The number of the next entry as it is shown; nil: a bullet.
    mutating func next(value: Int?) -> String? {
        guard isNumbered else { return nil }
        if let value { number = value }
        defer { number = number &+ 1 }
        switch type {
        case "a": return Self.letters(number) ?? String(number)
        case "A": return Self.letters(number)?.uppercased() ?? String(number)
        case "i": return Self.roman(number) ?? String(number)
        case "I": return Self.roman(number)?.uppercased() ?? String(number)
        default: return String(number)
        }
    }

    /// a to z, then aa, ab, …
    private static func letters(_ number: Int) -> String? {
        guard (1...100_000).contains(number) else { return nil }
        var rest = number
        var letters = ""
        while rest > 0 {
            rest -= 1
            letters = String(UnicodeScalar(UInt8(0x61 + rest % 26))) + letters
            rest /= 26
        }
        return letters
    }

    private static func roman(_ number: Int) -> String? {
        guard (1...3999).contains(number) else { return nil }
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

    private static let signs = [
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
        (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ]
}
