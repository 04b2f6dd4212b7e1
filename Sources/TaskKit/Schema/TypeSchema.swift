// SPDX-License-Identifier: Apache-2.0

/// The JSON Schema (2020-12) of a Swift type, found out by letting the type decode itself from a decoder that only
/// listens.
///
/// Known: objects with required and optional members, nested types, arrays and sets, dictionaries by string, `Bool`,
/// integers, floating-point numbers, `String`, `Data` (Base64), `Date` (seconds since 2001), `URL`, `UUID`, `Decimal`,
/// and enumerations that are `RawRepresentable` and `CaseIterable`. `SchemaDescribing` adds words and bounds to members;
/// `SchemaProviding` replaces a type's schema. Members that a type does not know are allowed, as decoding allows them.
public struct TypeSchema: Sendable, Hashable {
    indirect enum Kind: Sendable, Hashable {
        case boolean
        /// Bounds of the type, for types narrower than 64 bits.
        case integer(minimum: Int64?, maximum: Int64?)
        case number
        /// Members of a JSON Schema that say more, such as `"format":"uri"`, with a leading comma.
        case string(more: String)
        case choice([JSONValue])
        case array(TypeSchema, isUnique: Bool)
        case dictionary(TypeSchema)
        case object([Member])
        /// By hand.
        case written(String)
    }
    struct Member: Sendable, Hashable {
        var name: String
        var schema: TypeSchema
        var isRequired: Bool
    }
    var kind: Kind
    var isNullable = false
    var note: FieldNote?

    init(_ kind: Kind) { self.kind = kind }

    /// - Throws: `SchemaError`, which says which type has no schema that can be found out, and what to do.
    public init(of type: any Decodable.Type) throws(SchemaError) {
        self = try SchemaWalk().schema(of: type)
    }

    /// Whether it has bounds that decoding does not look at.
    var saysMoreThanItsType: Bool {
        if note?.hasBounds == true { return true }
        return switch kind {
        case .array(let items, let isUnique): isUnique || items.saysMoreThanItsType
        case .dictionary(let values): values.saysMoreThanItsType
        case .object(let members): members.contains { $0.schema.saysMoreThanItsType }
        default: false
        }
    }

    /// The schema's text, for a value that has to be an object, as inputs and results have to.
    func objectText(of name: String) throws(SchemaError) -> String {
        switch kind {
        case .object, .dictionary, .written: return text
        default: throw SchemaError("`\(name)` is no JSON object: wrap it in a struct with a member")
        }
    }
}

/// A type whose JSON Schema cannot be found out.
public struct SchemaError: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }
}

/// A type that says more of its members than their types do.
///
/// ```swift
/// struct Settings: Decodable, SchemaDescribing {
///     var words: Int?
///     static let fieldNotes: [String: FieldNote] = ["words": FieldNote("Length of the summary.", range: 20...1000)]
/// }
/// ```
public protocol SchemaDescribing {
    /// By the member's name in JSON. Bounds are checked when input, settings and answers are decoded.
    static var fieldNotes: [String: FieldNote] { get }
}

/// A type whose schema is written by hand. Decoding alone says whether a value fits it.
public protocol SchemaProviding {
    /// JSON Schema (2020-12).
    static var jsonSchema: String { get }
    /// Any value: a type that holds this one is given it when its own schema is found out.
    static var schemaSample: Self { get }
}

/// Words and bounds of one member.
public struct FieldNote: Sendable, Hashable {
    /// For people and for models.
    public var description: String?
    /// Of a number.
    public var range: ClosedRange<Double>?
    /// Of a string, in Unicode code points.
    public var length: ClosedRange<Int>?
    /// Of an array.
    public var count: ClosedRange<Int>?

    public init(
        _ description: String? = nil,
        range: ClosedRange<Double>? = nil,
        length: ClosedRange<Int>? = nil,
        count: ClosedRange<Int>? = nil
    ) {
        self.description = description
        self.range = range
        self.length = length
        self.count = count
    }

    var hasBounds: Bool { range != nil || length != nil || count != nil }
}
