// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Where a command writes: results to standard output, everything else to standard error.
struct Terminal: Sendable {
    func say(_ text: String) { Self.write(1, text + "\n") }
    func complain(_ text: String) { Self.write(2, text + "\n") }

    private static func write(_ descriptor: Int32, _ text: String) {
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            guard count > 0 else { return }
            written += count
        }
    }

    /// Text from outside for a person's terminal: control characters become `?`, so that nothing in a post or
    /// an error can move the cursor.
    static func harmless(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar {
                    case "\n", "\t": scalar
                    case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": "?"
                    default: scalar
                    }
                }
            )
        )
    }
}
