// SPDX-License-Identifier: Apache-2.0

/// How a cell's number is written, by a format code such as `#,##0.00;[Red]-#,##0.00` or `dd/mm/yyyy`
/// (ISO 29500-1, 18.8.31). Dates are as ISO 8601 has them, whatever order the code gives. What only dresses a number,
/// groups of digits, a currency's sign and rounding, is left off: `1,234.50` reads as another number in half of Europe.
/// Percentages, exponents, leading zeros and words are kept, since without them the number means something else.
struct NumberFormat {
    private enum Kind {
        case general
        case date(hasDate: Bool, hasTime: Bool)
        case elapsed
        case number([Section])
    }
    /// For positive numbers, negative ones, and zero.
    struct Section {
        var prefix = ""
        var suffix = ""
        var whole = 0
        var fewestDecimals = 0
        var mostDecimals = 0
        var isGrouped = false
        /// Powers of ten by which the number is shown larger.
        var shift = 0
        var isScientific = false
        var isGeneral = false
        var hasDigits = false

        /// Nothing in it but digits, their groups, signs of currencies and brackets.
        var isDress: Bool {
            hasDigits && shift == 0 && !isScientific && whole <= 1
                && (prefix + suffix).unicodeScalars.allSatisfy { scalar in
                    switch scalar.properties.generalCategory {
                    case .currencySymbol, .spaceSeparator, .openPunctuation, .closePunctuation, .dashPunctuation: true
                    default: false
                    }
                }
        }
    }
    private let kind: Kind

    var isGeneral: Bool { if case .general = kind { true } else { false } }

    /// A cell without a format.
    static let general = NumberFormat(code: "General")

    init(code: String) {
        let sections = FormatCode.sections(code)
        if let first = sections.first, let date = FormatCode.date(first) {
            kind = date.isElapsed ? .elapsed : .date(hasDate: date.hasDate, hasTime: date.hasTime)
        } else if sections.isEmpty || sections.allSatisfy({ $0.isEmpty }) || code.lowercased() == "general"
            || code == "@"
        {
            kind = .general
        } else {
            kind = .number(sections.prefix(3).map(FormatCode.section))
        }
    }

    /// The number as text.
    func text(_ value: Double, from1904: Bool) -> String {
        guard var digits = DecimalDigits(value) else { return "" }
        switch kind {
        case .general: return digits.general
        case .date(let hasDate, let hasTime):
            return SheetDate.text(value, from1904: from1904, hasDate: hasDate, hasTime: hasTime) ?? digits.general
        case .elapsed: return SheetDate.elapsed(value) ?? digits.general
        case .number(let sections):
            var index = 0
            if sections.count > 2, digits.isZero {
                index = 2
            } else if sections.count > 1, digits.isNegative {
                index = 1
            }
            let section = sections[index]
            // A section for negative numbers says itself how it shows that they are.
            if section.isDress { return digits.general }
            if index == 1 { digits.makePositive() }
            return Self.text(digits, section)
        }
    }

    private static func text(_ number: DecimalDigits, _ section: Section) -> String {
        if section.isGeneral { return section.prefix + number.general + section.suffix }
        guard section.hasDigits else { return section.prefix + section.suffix }
        var digits = number
        digits.shift(section.shift)
        var exponent = ""
        if section.isScientific {
            let magnitude = digits.magnitude
            digits.shift(-magnitude)
            let shown = String(magnitude.magnitude)
            exponent = "E" + (magnitude < 0 ? "-" : "+") + (shown.utf8.count < 2 ? "0" + shown : shown)
        }
        digits.round(decimals: section.mostDecimals)
        let body = digits.text(
            whole: section.whole,
            decimals: section.fewestDecimals,
            separator: section.isGrouped ? "," : ""
        )
        return (digits.isNegative ? "-" : "") + section.prefix + body + exponent + section.suffix
    }

    /// The codes that files name by number alone (ISO 29500-1, 18.8.30).
    static func builtIn(_ id: Int) -> NumberFormat {
        switch id {
        case 1: NumberFormat(code: "0")
        case 2: NumberFormat(code: "0.00")
        case 3, 37, 38: NumberFormat(code: "#,##0")
        case 4, 39, 40: NumberFormat(code: "#,##0.00")
        case 41, 42: NumberFormat(code: "#,##0")
        case 43, 44: NumberFormat(code: "#,##0.00")
        case 5...8: NumberFormat(code: id < 7 ? "$#,##0" : "$#,##0.00")
        case 9: NumberFormat(code: "0%")
        case 10: NumberFormat(code: "0.00%")
        case 11: NumberFormat(code: "0.00E+00")
        case 48: NumberFormat(code: "##0.0E+0")
        case 14...17, 27...31, 36, 50...54, 57, 58: NumberFormat(code: "yyyy-mm-dd")
        case 18...21, 32...35, 55, 56: NumberFormat(code: "hh:mm:ss")
        case 22: NumberFormat(code: "yyyy-mm-dd hh:mm:ss")
        case 45, 47: NumberFormat(code: "mm:ss")
        case 46: NumberFormat(code: "[h]:mm:ss")
        default: .general
        }
    }
}
