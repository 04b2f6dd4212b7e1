// SPDX-License-Identifier: Apache-2.0

/// The sheets of a workbook in their order, and how it counts days.
final class Workbook: XMLHandler {
    typealias Name = SheetName

    struct Sheet {
        var name: String
        var relationship: String
        var isHidden: Bool
    }
    private static let most = 10_000
    private(set) var sheets: [Sheet] = []
    private(set) var countsFrom1904 = false

    func start(_ name: Name, _ attributes: borrowing XMLAttributes<Name>) -> Bool {
        switch name {
        case .workbookProperties: countsFrom1904 = attributes.isOn(.date1904, byDefault: false)
        case .sheet:
            guard sheets.count < Self.most, let relationship = attributes.string(.relationship) else { break }
            let isHidden = attributes.equals(.state, "hidden") || attributes.equals(.state, "veryHidden")
            sheets.append(
                Sheet(name: attributes.string(.name) ?? "", relationship: relationship, isHidden: isHidden)
            )
        default: break
        }
        return true
    }
}
