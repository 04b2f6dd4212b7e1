// SPDX-License-Identifier: Apache-2.0

/// The text of `pre` as it is shown.
enum PreformattedText {
    /// Without control characters, blanks at the ends of lines, and empty lines at both ends.
    static func kept(_ text: [UInt8]) -> String {
        var lines: [ArraySlice<UInt8>] = []
        for line in text.split(separator: 0x0A, omittingEmptySubsequences: false) {
            var line = line
            while let last = line.last, last <= 0x20 { line.removeLast() }
            lines.append(line)
        }
        let start = lines.firstIndex { !$0.isEmpty } ?? lines.endIndex
        let end = (lines.lastIndex { !$0.isEmpty } ?? -1) + 1
        guard start < end else { return "" }
        let shown = lines[start..<end].joined(separator: [0x0A]).filter { $0 >= 0x20 || $0 == 0x0A || $0 == 0x09 }
        return String(decoding: shown, as: UTF8.self)
    }
}
