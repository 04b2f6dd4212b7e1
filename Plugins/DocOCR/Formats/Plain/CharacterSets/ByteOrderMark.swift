// SPDX-License-Identifier: Apache-2.0

/// The mark at the beginning of a file that says how its characters are written. Source: the Unicode Standard, 23.8;
/// GB 18030 has one of its own.
struct ByteOrderMark {
    let characterSet: String
    private let length: Int

    init?(_ bytes: UnsafeRawBufferPointer) {
        for (mark, name) in Self.known where bytes.starts(with: mark) {
            characterSet = name
            length = mark.count
            return
        }
        return nil
    }

    func rest(of bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[length...])
    }

    /// UTF-32's little-endian mark begins with UTF-16's.
    private static let known: [([UInt8], String)] = [
        ([0xEF, 0xBB, 0xBF], "UTF-8"), ([0xFF, 0xFE, 0, 0], "UTF-32LE"), ([0, 0, 0xFE, 0xFF], "UTF-32BE"),
        ([0xFF, 0xFE], "UTF-16LE"), ([0xFE, 0xFF], "UTF-16BE"), ([0x84, 0x31, 0x95, 0x33], "gb18030"),
    ]
}
