// SPDX-License-Identifier: Apache-2.0
import JSON

/// The types of JSON values, as `type` names them.
struct JSONTypes: OptionSet, Sendable {
    let rawValue: UInt8

    static let null = JSONTypes(rawValue: 1)
    static let boolean = JSONTypes(rawValue: 2)
    static let integer = JSONTypes(rawValue: 4)
    /// Whole numbers are numbers too.
    static let number = JSONTypes(rawValue: 12)
    static let string = JSONTypes(rawValue: 16)
    static let array = JSONTypes(rawValue: 32)
    static let object = JSONTypes(rawValue: 64)

    private static let names: [(String, JSONTypes, String)] = [
        ("null", .null, "null"), ("boolean", .boolean, "true or false"), ("number", .number, "a number"),
        ("integer", .integer, "a whole number"), ("string", .string, "a string"), ("array", .array, "an array"),
        ("object", .object, "an object"),
    ]

    init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Nil when JSON has no type of this name.
    init?(named name: String) {
        guard let type = Self.names.first(where: { $0.0 == name })?.1 else { return nil }
        self = type
    }

    init(of value: JSONValue) {
        self =
            switch value {
            case .null: .null
            case .bool: .boolean
            case .number(let number): number.isWhole ? .integer : JSONTypes(rawValue: 8)
            case .string: .string
            case .array: .array
            case .object: .object
            }
    }

    /// `a string or null`.
    var words: String {
        var rest = self
        var words: [String] = []
        for (_, type, word) in Self.names where rest.isSuperset(of: type) {
            words.append(word)
            rest.subtract(type)
        }
        return words.joined(separator: " or ")
    }
}

/// One compiled schema: what each keyword asks for. Numbers of other schemas are places in `JSONSchema.nodes`.
struct SchemaNode: Sendable {
    /// For the schemas `true` and `false`.
    var verdict: Bool?
    var reference: Int?
    var types: JSONTypes?
    var enumeration: [JSONValue]?
    var constant: JSONValue?

    var allOf: [Int] = []
    var anyOf: [Int] = []
    var oneOf: [Int] = []
    var not: Int?
    var condition: (test: Int, then: Int?, otherwise: Int?)?

    var numbers: [(bound: NumberBound, limit: JSONNumber)] = []
    var lengths: [(bound: SizeBound, limit: Int)] = []
    var pattern: (text: String, pattern: Pattern)?

    var prefixItems: [Int] = []
    var items: Int?
    var itemCounts: [(bound: SizeBound, limit: Int)] = []
    var isUnique = false
    var contains: (schema: Int, least: Int, most: Int?)?

    var properties: [ExactText: Int] = [:]
    var patternProperties: [(pattern: Pattern, schema: Int)] = []
    var additionalProperties: Int?
    var propertyNames: Int?
    var required: [String] = []
    var memberCounts: [(bound: SizeBound, limit: Int)] = []
    var dependentRequired: [(name: String, needs: [String])] = []
    var dependentSchemas: [(name: String, schema: Int)] = []
}

/// A node that is finished: shared, so that looking at it copies none of its lists.
final class CompiledSchema: Sendable {
    let keywords: SchemaNode

    init(_ keywords: SchemaNode) { self.keywords = keywords }
}

enum SizeBound: Sendable {
    case least, most

    var words: String { self == .least ? "at least" : "at most" }
    func holds(_ size: Int, _ limit: Int) -> Bool { self == .least ? size >= limit : size <= limit }
}

enum NumberBound: Sendable {
    case minimum, maximum, exclusiveMinimum, exclusiveMaximum, multiple

    var words: String {
        switch self {
        case .minimum: "a number of at least"
        case .maximum: "a number of at most"
        case .exclusiveMinimum: "a number above"
        case .exclusiveMaximum: "a number below"
        case .multiple: "a multiple of"
        }
    }

    func holds(_ number: JSONNumber, _ limit: JSONNumber) -> Bool {
        switch self {
        case .minimum: number >= limit
        case .maximum: number <= limit
        case .exclusiveMinimum: number > limit
        case .exclusiveMaximum: number < limit
        case .multiple: number.isMultiple(of: limit) ?? false
        }
    }
}
