// SPDX-License-Identifier: Apache-2.0

/// As much of the container of older office files as tells a protected newer one in it.
enum CompoundFile {
    /// Whether an entry of the directory has a name. Entries are 128 bytes, and begin with the name in UTF-16
    /// (MS-CFB 2.6.1); every sector, and so every entry, begins at a multiple of 128.
    static func names(_ bytes: UnsafeRawBufferPointer, _ name: String) -> Bool {
        let wanted: [UInt8] = (Array(name.lowercased().utf16) + [0]).flatMap { (unit: UInt16) -> [UInt8] in
            [UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8)]
        }
        var offset = 512
        while offset + 128 <= bytes.count {
            // Names are compared without regard to case (MS-CFB 2.6.4). Bit 5 tells ASCII's cases apart.
            let entry = bytes[offset..<(offset + wanted.count)]
            if entry.elementsEqual(wanted, by: { ($1 >= 0x61 ? $0 | 0x20 : $0) == $1 }) { return true }
            offset += 128
        }
        return false
    }
}
