// SPDX-License-Identifier: Apache-2.0

/// White space as readers leave it in a block's text.
public enum BlockText {
    /// Runs of blanks become one, lines lose blanks at both ends, empty lines at both ends go. Control characters but
    /// line feeds go; soft hyphens (U+00AD) and zero-width characters that only steer line breaks go too.
    public static func tidy(_ text: String) -> String {
        if isTidy(text) { return text }
        var result = String.UnicodeScalarView()
        var pendingBlank = false
        var pendingBreaks = 0
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n", "\u{85}", "\u{2028}", "\u{2029}", "\u{0B}", "\u{0C}", "\r":
                pendingBlank = false
                if !result.isEmpty { pendingBreaks += 1 }
            case "\u{AD}", "\u{200B}", "\u{2060}", "\u{FEFF}":
                continue
            case _ where scalar.properties.isWhitespace:
                pendingBlank = true
            case _ where scalar.properties.generalCategory == .control:
                continue
            default:
                for _ in 0..<min(pendingBreaks, 1) { result.append("\n") }
                if pendingBlank, pendingBreaks == 0, !result.isEmpty { result.append(" ") }
                pendingBreaks = 0
                pendingBlank = false
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// ASCII without anything to tidy, which most texts are: nothing is copied.
    private static func isTidy(_ text: String) -> Bool {
        var previous: UInt8 = 0x20
        for byte in text.utf8 {
            guard byte < 0x80, byte > 0x20 || byte == 0x20 && previous != 0x20, byte != 0x7F else { return false }
            previous = byte
        }
        return previous != 0x20 || text.isEmpty
    }
}
