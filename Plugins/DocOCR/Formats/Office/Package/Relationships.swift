// SPDX-License-Identifier: Apache-2.0

/// What a part points to (ECMA-376 part 2, clause 6.5), by the ids that its XML uses.
final class Relationships: XMLHandler {
    enum Name: String, XMLName {
        case other
        case relationship = "rel:Relationship"
        case id = "Id"
        case type = "Type"
        case target = "Target"
        case mode = "TargetMode"
    }
    struct Entry {
        /// The last step of the type's URI, which both spellings of the standard share: `slide`, `styles`.
        var kind: String
        /// Name of the part.
        var part: String
    }

    private let part: String
    private(set) var all: [String: Entry] = [:]
    private var order: [String] = []

    init(part: String) { self.part = part }

    /// The first part of a kind.
    func first(_ kind: String) -> String? { parts(kind).first }

    /// The parts of a kind, in the list's order.
    func parts(_ kind: String) -> [String] { order.compactMap { all[$0] }.filter { $0.kind == kind }.map(\.part) }

    func start(_ name: Name, _ attributes: borrowing XMLAttributes<Name>) -> Bool {
        guard name == .relationship, order.count < 100_000, !attributes.equals(.mode, "External"),
            let id = attributes.string(.id), let type = attributes.string(.type),
            let target = attributes.string(.target)
        else { return true }
        guard all[id] == nil else { return true }
        let kind = type.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(type[type.utf8.index(after: $0)...]) }
        all[id] = Entry(kind: kind ?? type, part: PartName.resolve(target, from: part))
        order.append(id)
        return true
    }
}
