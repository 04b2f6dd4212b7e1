// SPDX-License-Identifier: Apache-2.0

/// Counts the numbered paragraphs of one shape (ISO 29500-1, 21.1.2.4.1): a number follows the one before it on its
/// level, until a paragraph of an outer level, or one without a number, comes between them.
struct SlideNumbers {
    private var counts = [Int?](repeating: nil, count: 9)

    mutating func next(depth: Int, scheme: String, start: Int) -> String {
        let number = counts[depth].map { $0 &+ 1 } ?? start
        counts[depth] = number
        for deeper in (depth + 1)..<9 where depth < 8 { counts[deeper] = nil }
        return Self.style(scheme).text(number)
    }

    /// A paragraph without a number.
    mutating func pass(depth: Int) { for deeper in depth..<9 { counts[deeper] = nil } }

    /// Schemes are named by their digits and what stands around these: `romanUcPeriod`.
    private static func style(_ scheme: String) -> NumberStyle {
        if scheme.hasPrefix("alphaLc") { return .lowerLetter }
        if scheme.hasPrefix("alphaUc") { return .upperLetter }
        if scheme.hasPrefix("romanLc") { return .lowerRoman }
        if scheme.hasPrefix("romanUc") { return .upperRoman }
        return .decimal
    }
}
