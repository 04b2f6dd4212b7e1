// SPDX-License-Identifier: Apache-2.0

/// Takes format codes apart.
enum FormatCode {
    /// A character of a code, and whether it stands for itself.
    struct Token {
        var scalar: UnicodeScalar
        var isLiteral = false
        /// In square brackets: a colour, a condition, a unit of elapsed time, a currency.
        var isBracket = false
    }
    private static let longest = 512

    /// The sections between semicolons, four at most.
    static func sections(_ code: String) -> [[Token]] {
        var sections: [[Token]] = [[]]
        var scalars = code.unicodeScalars.prefix(longest).makeIterator()
        var isQuoted = false
        var isBracket = false
        while let scalar = scalars.next() {
            if isQuoted {
                if scalar == "\"" {
                    isQuoted = false
                } else {
                    sections[sections.count - 1].append(Token(scalar: scalar, isLiteral: true))
                }
                continue
            }
            if isBracket {
                if scalar == "]" { isBracket = false }
                sections[sections.count - 1].append(Token(scalar: scalar, isBracket: true))
                continue
            }
            switch scalar {
            case "\"": isQuoted = true
            case "[":
                isBracket = true
                sections[sections.count - 1].append(Token(scalar: scalar, isBracket: true))
            case "\\":
                if let next = scalars.next() {
                    sections[sections.count - 1].append(Token(scalar: next, isLiteral: true))
                }
            case "_":
                // As wide as the next character: a blank.
                if scalars.next() != nil { sections[sections.count - 1].append(Token(scalar: " ", isLiteral: true)) }
            case "*": _ = scalars.next()
            case ";":
                if sections.count == 4 { return sections }
                sections.append([])
            default: sections[sections.count - 1].append(Token(scalar: scalar))
            }
        }
        return sections
    }

    /// Whether a section shows a date or a time; nil when it does not.
    static func date(_ section: [Token]) -> (hasDate: Bool, hasTime: Bool, isElapsed: Bool)? {
        let bracket = String(String.UnicodeScalarView(section.filter(\.isBracket).map(\.scalar))).lowercased()
        let isElapsed = ["[h]", "[hh]", "[m]", "[mm]", "[s]", "[ss]"].contains { bracket.contains($0) }
        let letters = String(
            String.UnicodeScalarView(section.filter { !$0.isLiteral && !$0.isBracket }.map(\.scalar))
        ).lowercased()
        guard !letters.contains("general") else { return nil }
        if isElapsed { return (false, true, true) }
        let hasTime = letters.contains("h") || letters.contains("s")
        let hasDay = letters.contains("d") || letters.contains("y")
        let hasMonth = letters.contains("m")
        guard hasTime || hasDay || hasMonth, !letters.contains("#"), !letters.contains("?") else { return nil }
        // Beside hours or seconds, and without a day, "m" is minutes.
        return (hasDay || hasMonth && !hasTime, hasTime, false)
    }

    static func section(_ tokens: [Token]) -> NumberFormat.Section {
        var section = NumberFormat.Section()
        var seenPoint = false
        var pendingCommas = 0
        var bracket = ""
        var isExponent = false
        var isFraction = false
        func literal(_ scalar: UnicodeScalar) {
            if section.hasDigits {
                section.suffix.unicodeScalars.append(scalar)
            } else {
                section.prefix.unicodeScalars.append(scalar)
            }
        }
        let plain = String(String.UnicodeScalarView(tokens.filter { !$0.isLiteral && !$0.isBracket }.map(\.scalar)))
        section.isGeneral = plain.lowercased().contains("general")
        for token in tokens {
            if token.isBracket {
                bracket.unicodeScalars.append(token.scalar)
                // [$€-407]: a currency, and a language after the hyphen.
                if token.scalar == "]" {
                    if bracket.hasPrefix("[$") {
                        for scalar in bracket.unicodeScalars.dropFirst(2).dropLast().prefix(while: { $0 != "-" }) {
                            literal(scalar)
                        }
                    }
                    bracket = ""
                }
                continue
            }
            if token.isLiteral {
                literal(token.scalar)
                continue
            }
            switch token.scalar {
            case "0", "#", "?":
                if isExponent { continue }
                section.hasDigits = true
                if pendingCommas > 0 {
                    section.isGrouped = true
                    pendingCommas = 0
                }
                if seenPoint {
                    section.mostDecimals += 1
                    if token.scalar == "0" { section.fewestDecimals = section.mostDecimals }
                } else if token.scalar == "0" {
                    section.whole += 1
                }
            case ".":
                if section.hasDigits || !seenPoint { seenPoint = true }
                section.hasDigits = true
            case ",": if section.hasDigits { pendingCommas += 1 }
            case "%":
                section.shift += 2
                literal("%")
            case "E", "e":
                if section.hasDigits {
                    section.isScientific = true
                    isExponent = true
                }
            case "+", "-": if !isExponent { literal(token.scalar) }
            case "/":
                if section.hasDigits { isFraction = true } else { literal("/") }
            case "@": section.isGeneral = true
            default: if !section.isGeneral { literal(token.scalar) }
            }
        }
        // Commas behind the last digit divide by a thousand each.
        section.shift -= 3 * pendingCommas
        if section.isGeneral || isFraction {
            section = NumberFormat.Section(isGeneral: true)
        }
        return section
    }
}
