// SPDX-License-Identifier: Apache-2.0

/// White space as readers leave it in a block's text.
public enum BlockText {
    /// Runs of blanks become one, lines lose blanks at both ends, empty lines at both ends go. Control characters but
    /// line feeds go; soft hyphens (U+00AD) and zero-width characters that only steer line breaks go too.
    public static func tidy(_ text: String) -> String {
        if isTidy(text) { return text }
        var text = text
        return text.withUTF8 { String(decoding: tidied($0), as: UTF8.self) }
    }

    private enum Kind {
        case shown
        case blank
        case lineEnd
        case dropped
    }

    /// Works on UTF-8, since every character of a document passes here.
    private static func tidied(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var pendingBlank = false
        var pendingBreak = false
        var index = 0
        while index < bytes.count {
            let (kind, length) = kind(of: bytes, at: index)
            switch kind {
            case .blank: pendingBlank = true
            case .lineEnd:
                pendingBlank = false
                pendingBreak = true
            case .dropped: break
            case .shown:
                if !result.isEmpty {
                    if pendingBreak { result.append(0x0A) } else if pendingBlank { result.append(0x20) }
                }
                pendingBreak = false
                pendingBlank = false
                for offset in index..<(index + length) { result.append(bytes[offset]) }
            }
            index += length
        }
        return result
    }

    /// What stands at a place, and how many bytes it has. White space is Unicode's (PropList).
    private static func kind(of bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (kind: Kind, length: Int) {
        switch bytes[index] {
        case 0x21...0x7E: return (.shown, 1)
        case 0x20, 0x09: return (.blank, 1)
        case 0x0A...0x0D: return (.lineEnd, 1)
        case 0x00...0x1F, 0x7F: return (.dropped, 1)
        case 0xC2:
            switch bytes[index + 1] {
            case 0x85: return (.lineEnd, 2)
            case 0xA0: return (.blank, 2)
            case 0x80...0x9F, 0xAD: return (.dropped, 2)
            default: return (.shown, 2)
            }
        case 0xC3...0xDF: return (.shown, 2)
        case 0xE1: return (bytes[index + 1] == 0x9A && bytes[index + 2] == 0x80 ? .blank : .shown, 3)
        case 0xE2:
            switch (bytes[index + 1], bytes[index + 2]) {
            case (0x80, 0x80...0x8A), (0x80, 0xAF), (0x81, 0x9F): return (.blank, 3)
            case (0x80, 0xA8), (0x80, 0xA9): return (.lineEnd, 3)
            case (0x80, 0x8B), (0x81, 0xA0): return (.dropped, 3)
            default: return (.shown, 3)
            }
        case 0xE3: return (bytes[index + 1] == 0x80 && bytes[index + 2] == 0x80 ? .blank : .shown, 3)
        case 0xEF: return (bytes[index + 1] == 0xBB && bytes[index + 2] == 0xBF ? .dropped : .shown, 3)
        case 0xF0...0xFF: return (.shown, 4)
        default: return (.shown, 3)
        }
    }

    /// Nothing to tidy, which holds for most texts: nothing is copied.
    private static func isTidy(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var previous: UInt8 = 0x20
            for (index, byte) in bytes.enumerated() {
                switch byte {
                case 0x20: guard previous != 0x20 else { return false }
                // Only these begin something that is no text.
                case 0x00...0x1F, 0x7F, 0xC2, 0xE1, 0xE2, 0xE3, 0xEF:
                    guard kind(of: bytes, at: index).kind == .shown else { return false }
                default: break
                }
                previous = byte
            }
            return previous != 0x20 || bytes.isEmpty
        }
    }
}
