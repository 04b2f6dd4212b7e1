// SPDX-License-Identifier: GPL-3.0-or-later

/// The words that occur in a document, to tell hyphens that only end a line from those that belong to a word.
struct WordStock {
    private var words: Set<UInt64> = []

    /// - Parameter document: words at the ends of its lines may be halves, and are not taken where a hyphen follows.
    init(_ document: DocumentLines) {
        words.reserveCapacity(4_096)
        var followsHyphen = false
        for line in document.lines {
            let whole = document.text(line)
            let text = followsHyphen ? whole.drop(while: LineText.isLetter) : whole
            followsHyphen = LineText.endsInHyphen(whole)
            text.withUnsafeBufferPointer { bytes in
                var hash = Self.seed
                var length = 0
                for (index, byte) in bytes.enumerated() {
                    if LineText.isLetter(byte) || LineText.isDigit(byte)
                        || byte == Self.hyphen && length > 0 && index + 1 < bytes.count
                    {
                        Self.add(byte, to: &hash)
                        length += 1
                    } else if length > 0 {
                        if !(byte == Self.hyphen) { words.insert(hash) }
                        hash = Self.seed
                        length = 0
                    }
                }
                if length > 0 { words.insert(hash) }
            }
        }
    }

    static let hyphen = UInt8(ascii: "-")
    private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

    /// FNV-1a, with ASCII capitals as small letters.
    private static func add(_ byte: UInt8, to hash: inout UInt64) {
        let small = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
        hash = (hash ^ UInt64(small)) &* 0x0000_0100_0000_01B3
    }

    private func contains(_ parts: ArraySlice<UInt8>...) -> Bool {
        var hash = Self.seed
        for part in parts { for byte in part { Self.add(byte, to: &hash) } }
        return words.contains(hash)
    }

    /// Whether the hyphen between a line's last word and the next line's first one stays.
    func keepsHyphen(_ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>) -> Bool {
        guard LineText.startsSmall(second) else { return true }
        // A path, an option or a number is no word to be divided.
        guard let start = first.first, LineText.isLetter(start), !first.contains(where: LineText.isDigit) else {
            return true
        }
        if contains(first, second) { return false }
        if contains(first, [Self.hyphen], second) { return true }
        return first.contains(Self.hyphen) ? true : contains(first) && contains(second) && first.count > 2
    }
}
