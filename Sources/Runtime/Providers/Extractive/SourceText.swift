// SPDX-License-Identifier: Apache-2.0

/// Text as the summarizer reads it: scalars, with one space between words, one line feed where a line ended and
/// two where a paragraph did. No control characters, no white space at either end.
struct SourceText {
    private(set) var scalars: [Unicode.Scalar] = []
    /// One range for each text added that has anything in it, in order.
    private(set) var documents: [Range<Int>] = []

    init() {}

    init(_ text: String) {
        append(text)
    }

    var isEmpty: Bool { scalars.isEmpty }

    /// Adds one document behind the others.
    mutating func append(_ text: String) {
        if !scalars.isEmpty {
            scalars.append(contentsOf: ["\n", "\n"])
        }
        let start = scalars.count
        scalars.reserveCapacity(start + text.utf8.count)
        var space = false
        var lines = 0
        var afterReturn = false
        for scalar in text.unicodeScalars {
            let kind = Self.kind(of: scalar)
            // CR LF is one line break.
            let isSecondHalf = afterReturn && scalar.value == 0x0A
            afterReturn = scalar.value == 0x0D
            switch kind {
            case .lineBreak: lines += isSecondHalf ? 0 : 1
            case .paragraphBreak: lines += 2
            case .space: space = true
            case .nothing: break
            case .visible:
                if scalars.count > start {
                    if lines > 0 {
                        scalars.append("\n")
                        if lines > 1 { scalars.append("\n") }
                    } else if space {
                        scalars.append(" ")
                    }
                }
                space = false
                lines = 0
                scalars.append(scalar)
            }
        }
        if scalars.count > start {
            documents.append(start..<scalars.count)
        } else if start > 0 {
            scalars.removeLast(2)
        }
    }

    private enum Kind {
        case visible, space, lineBreak, paragraphBreak, nothing
    }

    private static func kind(of scalar: Unicode.Scalar) -> Kind {
        if scalar.value > 0x20 && scalar.value < 0x7F { return .visible }
        switch scalar.value {
        case 0x0A, 0x0D, 0x0B, 0x0C, 0x85, 0x2028: return .lineBreak
        case 0x2029: return .paragraphBreak
        // Every other control character separates like a space: a NUL never reaches an answer.
        case 0x00...0x20, 0x7F...0x9F: return .space
        case 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: return .space
        // Invisible: soft hyphen, zero-width space, word joiner, byte order mark; and bidirectional embeddings
        // and isolates, whose closing half may be in a sentence that is left out.
        case 0xAD, 0x200B, 0x2060, 0xFEFF, 0x202A...0x202E, 0x2066...0x2069: return .nothing
        default: return .visible
        }
    }
}

extension SourceText {
    /// The text of a range with line feeds turned into spaces, or into nothing where both sides are written
    /// without spaces.
    func rendered(_ range: Range<Int>) -> String {
        var result = ""
        append(range, to: &result)
        return result
    }

    /// Appends what `rendered` gives.
    func append(_ range: Range<Int>, to result: inout String) {
        var index = range.lowerBound
        while index < range.upperBound {
            let scalar = scalars[index]
            if scalar.value == 0x0A {
                var next = index
                while next < range.upperBound, scalars[next].value == 0x0A { next += 1 }
                if next < range.upperBound, index > range.lowerBound {
                    result.unicodeScalars.append(contentsOf: Self.gap(scalars[index - 1], scalars[next]))
                }
                index = next
            } else {
                result.unicodeScalars.append(scalar)
                index += 1
            }
        }
    }

    /// What goes between two pieces that end and begin so.
    static func gap(_ before: Unicode.Scalar, _ after: Unicode.Scalar) -> [Unicode.Scalar] {
        before.isWideForm && after.isWideForm ? [] : [" "]
    }
}
