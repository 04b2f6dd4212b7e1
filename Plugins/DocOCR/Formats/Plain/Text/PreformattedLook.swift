// SPDX-License-Identifier: Apache-2.0

/// Whether lines are a drawing, a table of columns or code, whose blanks and line ends count.
enum PreformattedLook {
    static func isPreformatted(_ lines: ArraySlice<TextLine>, base: Int) -> Bool {
        guard let first = lines.first else { return false }
        if isDrawing(lines) { return true }
        if lines.count >= 2, hasColumns(lines) { return true }
        let indent = lines.reduce(first.indent) { min($0, $1.indent) }
        let codeLines = lines.count(where: { isCode($0.bytes) })
        if indent >= base + 4, codeLines * 2 >= lines.count { return true }
        let isRagged = lines.contains { $0.indent >= indent + 2 }
        return isRagged && lines.count >= 3 && codeLines * 10 >= lines.count * 6
    }

    /// Signs rather than letters.
    private static func isDrawing(_ lines: ArraySlice<TextLine>) -> Bool {
        var signs = 0
        var all = 0
        var frames = 0
        for line in lines {
            // The bullet of an entry is no drawing.
            let hasBullet = line.bytes.dropFirst().first == 0x20
            for byte in line.bytes.dropFirst(hasBullet ? 1 : 0) where byte > 0x20 && byte & 0xC0 != 0x80 {
                all += 1
                switch byte {
                case UInt8(ascii: "|"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "_"), UInt8(ascii: "="),
                    UInt8(ascii: "/"), UInt8(ascii: "\\"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "^"),
                    UInt8(ascii: "#"), UInt8(ascii: "*"), UInt8(ascii: "~"), UInt8(ascii: ":"):
                    signs += 1
                case 0xE2: frames += isFrame(line.bytes) ? 1 : 0
                default: break
                }
            }
        }
        if frames >= 4 { return true }
        return lines.count >= 2 && all >= 8 && signs * 100 > all * 35
    }

    /// U+2500 to U+25FF are E2 94 80 to E2 97 BF.
    private static func isFrame(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard var index = bytes.firstIndex(of: 0xE2) else { return false }
        while index + 1 < bytes.endIndex {
            if bytes[index] == 0xE2, (0x94...0x97).contains(bytes[index + 1]) { return true }
            index += 1
        }
        return false
    }

    /// Gaps within most lines, and columns in which several of them go on.
    private static func hasColumns(_ lines: ArraySlice<TextLine>) -> Bool {
        var starts: [Int: Int] = [:]
        var withGap = 0
        var withTab = 0
        for line in lines {
            var column = 0
            var blanks = 0
            var found = false
            for byte in line.bytes {
                if byte == 0x20 {
                    blanks += 1
                } else if byte == 0x09 {
                    withTab += 1
                    blanks += 3
                } else {
                    if blanks >= 3 {
                        starts[column + line.indent, default: 0] += 1
                        found = true
                    }
                    blanks = 0
                }
                if byte & 0xC0 != 0x80 { column += byte >= 0xE3 ? 2 : 1 }
            }
            if found { withGap += 1 }
        }
        guard withGap >= 2, withGap * 10 >= lines.count * 6 else { return false }
        return withTab >= withGap || (starts.values.max() ?? 0) * 2 >= withGap && (starts.values.max() ?? 0) >= 2
    }

    /// Ends or begins as lines of code and commands do, and prose hardly does.
    private static func isCode(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first, let last = bytes.last else { return false }
        if "$#%>{}<[@&|;/~".utf8.contains(first) || "{};\\=>]".utf8.contains(last) { return true }
        // Two marks of code within.
        var marks = 0
        var previous: UInt8 = 0x20
        for byte in bytes.prefix(200) {
            switch byte {
            case UInt8(ascii: "="), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "<"), UInt8(ascii: "$"),
                UInt8(ascii: "\\"), UInt8(ascii: "_"), UInt8(ascii: "|"), UInt8(ascii: "@"), UInt8(ascii: "["):
                marks += 1
            case UInt8(ascii: "-") where previous == 0x20: marks += 1
            case UInt8(ascii: "/") where previous != 0x20: marks += 1
            default: break
            }
            previous = byte
        }
        return marks >= 2
    }
}
