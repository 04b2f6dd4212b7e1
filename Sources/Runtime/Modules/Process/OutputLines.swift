// SPDX-License-Identifier: Apache-2.0

/// Cuts what a process prints into lines that can be shown: bounded, and without characters that move a cursor or turn
/// the direction of a text. A value without I/O.
struct OutputLines {
    /// Bytes of a line; a longer one becomes several.
    static let lineLimit = 1_000
    /// Lines that are made of one piece of output; of the rest only the number is told.
    static let pieceLimit = 64

    private var pending: [UInt8] = []

    /// The lines that have come to their end, empty ones left out, and how many more there were.
    mutating func take(_ bytes: [UInt8]) -> (lines: [String], more: Int) {
        var lines: [String] = []
        var start = 0
        while start < bytes.count, lines.count < Self.pieceLimit {
            let room = Self.lineLimit - pending.count
            let window = bytes[start..<min(bytes.count, start + room)]
            guard let end = window.firstIndex(of: Self.lineBreak) else {
                pending += window
                start = window.endIndex
                // It goes on behind what is shown of it; with the last of its bytes it is only known that it is long.
                if pending.count == Self.lineLimit { finish(&lines) }
                continue
            }
            pending += bytes[start..<end]
            start = end + 1
            if !pending.isEmpty { finish(&lines) }
        }
        guard start < bytes.count else { return (lines, 0) }
        // Counted alone, and fast: a flood is not worth more.
        let more = bytes[start...].withUnsafeBufferPointer { rest in
            var count = 0
            for byte in rest where byte == Self.lineBreak { count += 1 }
            return count
        }
        if let last = bytes.lastIndex(of: Self.lineBreak) {
            pending = Array(bytes[(last + 1)...].suffix(Self.lineLimit - 1))
        }
        return (lines, more)
    }

    private static let lineBreak = UInt8(ascii: "\n")

    private mutating func finish(_ lines: inout [String]) {
        lines.append(Self.shown(pending[...]))
        pending = []
    }

    /// The last line, if it had no end.
    mutating func rest() -> String? {
        defer { pending = [] }
        return pending.isEmpty ? nil : Self.shown(pending[...])
    }

    /// As text; what is not to be shown becomes `?`.
    static func shown(_ bytes: ArraySlice<UInt8>) -> String {
        var text = ""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "\t", "\n": text += " "
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{202A}"..."\u{202E}",
                "\u{2066}"..."\u{2069}", "\u{200E}", "\u{200F}", "\u{61C}":
                text += "?"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
