// SPDX-License-Identifier: Apache-2.0

/// The number formats of a workbook's cell styles.
final class CellFormats: XMLHandler {
    typealias Name = SheetName

    private static let most = 65_536
    private var codes: [Int: NumberFormat] = [:]
    private var formats: [NumberFormat] = []
    private var isInCells = false

    /// The format of a cell's style.
    subscript(style: Int) -> NumberFormat { formats.indices.contains(style) ? formats[style] : .general }

    func start(_ name: Name, _ attributes: borrowing XMLAttributes<Name>) -> Bool {
        switch name {
        case .numberFormat:
            guard codes.count < Self.most, let id = attributes.int(.formatID), let code = attributes.string(.formatCode)
            else { break }
            codes[id] = NumberFormat(code: code)
        case .cellFormats: isInCells = true
        case .format:
            guard isInCells, formats.count < Self.most else { break }
            let id = attributes.int(.formatID) ?? 0
            formats.append(codes[id] ?? NumberFormat.builtIn(id))
        default: break
        }
        return true
    }

    func end(_ name: Name) { if name == .cellFormats { isInCells = false } }
}
