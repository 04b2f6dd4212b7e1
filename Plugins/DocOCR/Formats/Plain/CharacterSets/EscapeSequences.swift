// SPDX-License-Identifier: Apache-2.0

/// Character sets of seven bits that switch between alphabets by sequences of their own. Sources: RFC 1468, 1557, 1922
/// and 1843.
enum EscapeSequences {
    /// The set that the first such sequence announces, for bytes that are all ASCII; nil: there is none.
    static func characterSet(of bytes: UnsafeRawBufferPointer) -> String? {
        let count = min(bytes.count, 1 << 20)
        var index = 0
        var shifts = 0
        while index + 3 < count {
            let byte = bytes[index]
            if byte == 0x1B {
                switch (bytes[index + 1], bytes[index + 2], bytes[index + 3]) {
                case (UInt8(ascii: "$"), UInt8(ascii: ")"), UInt8(ascii: "C")): return "ISO-2022-KR"
                case (UInt8(ascii: "$"), UInt8(ascii: ")"), UInt8(ascii: "A")),
                    (UInt8(ascii: "$"), UInt8(ascii: ")"), UInt8(ascii: "G")):
                    return "ISO-2022-CN"
                case (UInt8(ascii: "$"), UInt8(ascii: "B"), _), (UInt8(ascii: "$"), UInt8(ascii: "@"), _),
                    (UInt8(ascii: "$"), UInt8(ascii: "("), _), (UInt8(ascii: "("), UInt8(ascii: "J"), _),
                    (UInt8(ascii: "("), UInt8(ascii: "I"), _):
                    return "ISO-2022-JP"
                default: break
                }
            } else if byte == UInt8(ascii: "~"), bytes[index + 1] == UInt8(ascii: "{") {
                // `~{` alone is in programs too: what follows must be pairs up to `~}`.
                if isHanzi(bytes, from: index + 2, to: count) { shifts += 1 }
                if shifts > 1 || shifts == 1 && count < 4096 { return "HZ" }
            }
            index += 1
        }
        return nil
    }

    private static func isHanzi(_ bytes: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Bool {
        var index = start
        while index + 1 < end {
            if bytes[index] == UInt8(ascii: "~"), bytes[index + 1] == UInt8(ascii: "}") { return index > start }
            guard (0x21...0x77).contains(bytes[index]), (0x21...0x7E).contains(bytes[index + 1]) else { return false }
            index += 2
        }
        return false
    }
}
