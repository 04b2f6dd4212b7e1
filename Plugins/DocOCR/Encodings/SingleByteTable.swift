// SPDX-License-Identifier: Apache-2.0

/// A code page of single bytes as a table, for readers that meet such bytes one by one.
public struct SingleByteTable: Sendable {
    private let high: [Unicode.Scalar]

    /// - Parameter codePage: One without a converter, or of several bytes a character, is read as Western European.
    public init(codePage: CodePage) {
        let isUsable = codePage.hasConverter && !codePage.isMultiByte && ![1200, 1201].contains(codePage.number)
        let decoder = TextDecoder(codePage: isUsable ? codePage : .westernEuropean)
        high = (0x80...0xFF).map { (byte: UInt8) -> Unicode.Scalar in
            decoder?.decode([byte]).unicodeScalars.first ?? "\u{FFFD}"
        }
    }

    public subscript(byte: UInt8) -> Unicode.Scalar {
        byte < 0x80 ? Unicode.Scalar(byte) : high[Int(byte) - 0x80]
    }
}
