// SPDX-License-Identifier: Apache-2.0

/// `XFD1048576`: column letters and row number, both told from 0.
struct CellReference {
    var row: Int
    var column: Int

    init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count <= 10 else { return nil }
        var column = 0
        var row = 0
        for byte in bytes {
            switch byte {
            case 0x41...0x5A where row == 0: column = column * 26 + Int(byte - 0x40)
            case 0x61...0x7A where row == 0: column = column * 26 + Int(byte - 0x60)
            case 0x30...0x39 where column > 0: row = row * 10 + Int(byte - 0x30)
            case 0x24: continue
            default: return nil
            }
        }
        guard (1...16_384).contains(column), row > 0 else { return nil }
        self.row = row - 1
        self.column = column - 1
    }
}
