// SPDX-License-Identifier: Apache-2.0

/// Where a table that was made on a sheet begins (ISO 29500-1, 18.5), if its first row is a header.
final class TablePart: XMLHandler {
    typealias Name = SheetName
    private(set) var headerRow: Int?

    func start(_ name: Name, _ attributes: borrowing XMLAttributes<Name>) -> Bool {
        guard name == .table, attributes.int(.headerRows) != 0, let range = attributes.bytes(.range) else {
            return true
        }
        let corner = range.prefix { $0 != UInt8(ascii: ":") }
        headerRow = CellReference(corner)?.row
        return false
    }
}
