// SPDX-License-Identifier: GPL-3.0-or-later

/// A line of a page, or a row of a table on it. Places are tenths of a point.
struct PageLine {
    struct Flags: OptionSet {
        let rawValue: Int
        static let bold = Self(rawValue: 1)
        static let italic = Self(rawValue: 2)
        static let fixedPitch = Self(rawValue: 4)
        /// A row of a table, its cells parted by tabs.
        static let row = Self(rawValue: 8)
        /// The first row of a table.
        static let tableStart = Self(rawValue: 16)
        /// Not in the page's main direction.
        static let turned = Self(rawValue: 32)
        /// It had dots up to a page number.
        static let leader = Self(rawValue: 64)
        /// Ends in what stands in a column of its own, as page numbers in a table of contents do.
        static let gapped = Self(rawValue: 128)
    }

    var left: Int
    var right: Int
    /// Of the baseline.
    var base: Int
    var size: Int
    var flags: Flags
    var text: ArraySlice<UInt8>
}

/// Lines in one string: five numbers and the text, parted by blanks, and a line feed. Numbers and few signs that JSON has
/// to escape keep it short.
struct PackedLines: Sequence, IteratorProtocol {
    private var rest: ArraySlice<UInt8>

    init(_ text: String) { rest = Array(text.utf8)[...] }

    mutating func next() -> PageLine? {
        guard !rest.isEmpty else { return nil }
        let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
        var line = rest[..<end]
        rest = rest[Swift.min(end + 1, rest.endIndex)...]
        let left = Self.number(&line)
        let right = Self.number(&line)
        let base = Self.number(&line)
        let size = Self.number(&line)
        let flags = Self.number(&line)
        return PageLine(left: left, right: right, base: base, size: size, flags: .init(rawValue: flags), text: line)
    }

    private static func number(_ line: inout ArraySlice<UInt8>) -> Int {
        var value = 0
        var isNegative = false
        while let byte = line.popFirst(), byte != UInt8(ascii: " ") {
            if byte == UInt8(ascii: "-") {
                isNegative = true
            } else if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), value < 100_000_000 {
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
            }
        }
        return isNegative ? -value : value
    }

    static func append(_ line: PageLine, to bytes: inout [UInt8]) {
        for number in [line.left, line.right, line.base, line.size, line.flags.rawValue] {
            append(number, to: &bytes)
            bytes.append(UInt8(ascii: " "))
        }
        bytes += line.text
        bytes.append(UInt8(ascii: "\n"))
    }

    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        var value = number.magnitude
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(value % 10))
            value /= 10
        } while value > 0
        bytes[start...].reverse()
    }
}
