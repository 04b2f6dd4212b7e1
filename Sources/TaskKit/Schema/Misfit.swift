// SPDX-License-Identifier: Apache-2.0

/// Where a value does not fit its schema.
struct Misfit: Hashable {
    var path: [String]
    /// `a string`, `20 to 1000`.
    var expected: String
    /// Nil: missing.
    var found: JSONValue?

    /// One sentence without its full stop.
    func sentence(quotes: Bool) -> String {
        let place = path.isEmpty ? "the value" : "member `\(dotted(path))`"
        guard let found else { return "\(place) is missing; expected \(expected)" }
        return "\(place) must be \(expected), found \(found.described(quotes: quotes))"
    }
}

extension JSONValue {
    /// The first place that does not fit; nil when all fits. Types written by hand are not looked at.
    func misfit(to schema: TypeSchema, at path: [String] = []) -> Misfit? {
        if case .null = self, schema.isNullable { return nil }
        let no = Misfit(path: path, expected: schema.expectation, found: self)
        switch schema.kind {
        case .boolean:
            guard case .boolean = self else { return no }
        case .integer(let minimum, let maximum):
            guard let value = double, value == value.rounded(), fits(minimum, maximum) else { return no }
        case .number:
            guard double != nil else { return no }
        case .string:
            guard case .string(let text) = self else { return no }
            if let length = schema.note?.length, !length.contains(text.unicodeScalars.count) { return no }
        case .choice(let values):
            guard values.contains(where: { $0 == self || ($0.double != nil && $0.double == double) }) else { return no }
        case .array(let items, let isUnique):
            guard case .array(let values) = self else { return no }
            if let count = schema.note?.count, !count.contains(values.count) { return no }
            if isUnique, Set(values).count != values.count { return no }
            for (index, value) in values.enumerated() {
                if let misfit = value.misfit(to: items, at: path + ["\(index)"]) { return misfit }
            }
        case .dictionary(let items):
            guard case .object(let values) = self else { return no }
            for (name, value) in values.sorted(by: { $0.key < $1.key }) {
                if let misfit = value.misfit(to: items, at: path + [name]) { return misfit }
            }
        case .object(let members):
            guard case .object(let values) = self else { return no }
            for member in members {
                if let value = values[member.name] {
                    if let misfit = value.misfit(to: member.schema, at: path + [member.name]) { return misfit }
                } else if member.isRequired {
                    return Misfit(path: path + [member.name], expected: member.schema.expectation, found: nil)
                }
            }
        case .written: return nil
        }
        if let range = schema.note?.range, let value = double, !range.contains(value) { return no }
        return nil
    }

    private func fits(_ minimum: Int64?, _ maximum: Int64?) -> Bool {
        switch self {
        case .integer(let value): value >= minimum ?? .min && value <= maximum ?? .max
        case .large: maximum == nil
        case .number(let value): value >= Double(minimum ?? .min) && value <= Double(maximum ?? .max)
        default: false
        }
    }
}

extension TypeSchema {
    /// What may stand there, in words.
    var expectation: String {
        let words =
            switch kind {
            case .boolean: "true or false"
            case .integer(let minimum, let maximum):
                if let range = note?.range {
                    "a whole number from \(plain(range.lowerBound)) to \(plain(range.upperBound))"
                } else if let minimum, let maximum {
                    "a whole number from \(minimum) to \(maximum)"
                } else {
                    minimum == 0 ? "a whole number, 0 or more" : "a whole number"
                }
            case .number:
                note?.range.map { "a number from \(plain($0.lowerBound)) to \(plain($0.upperBound))" } ?? "a number"
            case .string:
                note?.length.map { "a string of \($0.lowerBound) to \($0.upperBound) characters" } ?? "a string"
            case .choice(let values):
                "one of " + values.map { $0.described(quotes: true) }.joined(separator: ", ")
            case .array(_, let isUnique):
                (note?.count.map { "an array of \($0.lowerBound) to \($0.upperBound)" } ?? "an array")
                    + (isUnique ? " without equal items" : "")
            case .dictionary, .object: "an object"
            case .written: "what its schema says"
            }
        return isNullable ? words + " or null" : words
    }
}
