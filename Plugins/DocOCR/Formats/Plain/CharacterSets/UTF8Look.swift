// SPDX-License-Identifier: Apache-2.0

/// Whether bytes are UTF-8 as the Unicode Standard defines it (table 3-7).
struct UTF8Look {
    /// Sequences of more than one byte that are right.
    private(set) var sequences = 0
    /// Bytes that belong to no right sequence. One that the end of the file cuts counts as one.
    private(set) var broken = 0
    private var isCutAtEnd = false

    var isASCII: Bool { sequences == 0 && broken == 0 }

    /// Right throughout, or cut at its end, or so nearly right that it can be nothing else: text of another character
    /// set makes a right sequence by chance only, and never twenty for each broken one.
    var isUTF8: Bool { broken == 0 || broken == 1 && isCutAtEnd && sequences > 0 || sequences >= 20 * broken }

    init(_ bytes: UnsafeRawBufferPointer) {
        var index = 0
        let end = bytes.count
        while index < end {
            // Eight bytes at once while they are ASCII, which most are.
            while index + 8 <= end,
                bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
            {
                index += 8
            }
            guard index < end else { break }
            let byte = bytes[index]
            guard byte >= 0x80 else {
                index += 1
                continue
            }
            let length = Self.length(bytes, index, end)
            if length > 0 {
                sequences += 1
                index += length
            } else if length < 0 {
                broken += 1
                isCutAtEnd = true
                index = end
            } else {
                broken += 1
                index += 1
            }
        }
    }

    /// The length of the sequence there; 0: none; -1: right as far as it goes, but the end cuts it.
    private static func length(_ bytes: UnsafeRawBufferPointer, _ index: Int, _ end: Int) -> Int {
        let lead = bytes[index]
        let length: Int
        var low: UInt8 = 0x80
        var high: UInt8 = 0xBF
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, low) = (3, 0xA0)
        case 0xED: (length, high) = (3, 0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, low) = (4, 0x90)
        case 0xF4: (length, high) = (4, 0x8F)
        case 0xF1...0xF3: length = 4
        default: return 0
        }
        for offset in 1..<length {
            guard index + offset < end else { return -1 }
            let byte = bytes[index + offset]
            guard byte >= low, byte <= high else { return 0 }
            (low, high) = (0x80, 0xBF)
        }
        return length
    }
}
