// SPDX-License-Identifier: Apache-2.0

/// The characters that one place of a pattern takes.
struct CharacterSet: Sendable {
    /// A property of characters that `\p{…}` names.
    enum Property: Sendable {
        case letter, uppercase, lowercase, decimal, number, punctuation

        init?(_ name: String) {
            switch name {
            case "L", "Letter", "Alphabetic", "Alpha": self = .letter
            case "Lu", "Uppercase_Letter": self = .uppercase
            case "Ll", "Lowercase_Letter": self = .lowercase
            case "Nd", "digit", "Decimal_Number": self = .decimal
            case "N", "Number": self = .number
            case "P", "Punctuation": self = .punctuation
            default: return nil
            }
        }

        func holds(_ scalar: Unicode.Scalar) -> Bool {
            let category = scalar.properties.generalCategory
            return switch self {
            case .letter:
                [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter].contains(category)
            case .uppercase: category == .uppercaseLetter
            case .lowercase: category == .lowercaseLetter
            case .decimal: category == .decimalNumber
            case .number: [.decimalNumber, .letterNumber, .otherNumber].contains(category)
            case .punctuation:
                [
                    .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
                    .finalPunctuation, .otherPunctuation,
                ].contains(category)
            }
        }
    }

    var ranges: [ClosedRange<UInt32>] = []
    var properties: [(property: Property, wanted: Bool)] = []
    /// Sets that are themselves turned around, such as `\D` among others.
    var others: [CharacterSet] = []
    var isNegated = false

    static let digits = CharacterSet(ranges: [0x30...0x39])
    static let words = CharacterSet(ranges: [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    /// ECMAScript's WhiteSpace and LineTerminator.
    static let spaces = CharacterSet(ranges: [
        0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F,
        0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
    ])
    /// What `.` takes: no end of line.
    static let any = CharacterSet(ranges: [0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029], isNegated: true)

    init(ranges: [ClosedRange<UInt32>] = [], isNegated: Bool = false) {
        self.ranges = ranges
        self.isNegated = isNegated
    }

    init(_ scalar: Unicode.Scalar) { ranges = [scalar.value...scalar.value] }

    init(_ property: Property, wanted: Bool) { properties = [(property, wanted)] }

    var negated: CharacterSet {
        var set = self
        set.isNegated.toggle()
        return set
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        let isListed =
            ranges.contains { $0.contains(scalar.value) }
            || properties.contains { $0.property.holds(scalar) == $0.wanted }
            || others.contains { $0.contains(scalar) }
        return isListed != isNegated
    }

    static func isWord(_ scalar: Unicode.Scalar?) -> Bool { scalar.map { words.contains($0) } ?? false }
}
