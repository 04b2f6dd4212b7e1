// SPDX-License-Identifier: Apache-2.0

/// The library's containers, whose own decoding shows nothing of what they hold when there is nothing in them.
protocol SchemaContainer {
    static func sample(with walk: SchemaWalk) throws -> (schema: TypeSchema, value: Any)
}

extension Optional: SchemaContainer where Wrapped: Decodable {
    static func sample(with walk: SchemaWalk) throws -> (schema: TypeSchema, value: Any) {
        var schema = try walk.sample(of: Wrapped.self).schema
        schema.isNullable = true
        return (schema, Self.none as Any)
    }
}

extension Array: SchemaContainer where Element: Decodable {
    static func sample(with walk: SchemaWalk) throws -> (schema: TypeSchema, value: Any) {
        (TypeSchema(.array(try walk.sample(of: Element.self).schema, isUnique: false)), Self())
    }
}

extension Set: SchemaContainer where Element: Decodable {
    static func sample(with walk: SchemaWalk) throws -> (schema: TypeSchema, value: Any) {
        (TypeSchema(.array(try walk.sample(of: Element.self).schema, isUnique: false)), Self())
    }
}

extension Dictionary: SchemaContainer where Key: Decodable, Value: Decodable {
    static func sample(with walk: SchemaWalk) throws -> (schema: TypeSchema, value: Any) {
        guard Key.self == String.self else {
            throw walk.refuse("`\(Self.self)` is no JSON object: use `String` as its key, or write the schema by hand")
        }
        return (TypeSchema(.dictionary(try walk.sample(of: Value.self).schema)), Self())
    }
}
