// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// Lets a type decode itself from a decoder that only listens. A value of one thread, used for one type.
final class SchemaWalk {
    /// The types that are being walked through, outermost first.
    private var open: [any Decodable.Type] = []
    /// The first refusal: a type's own `try?` may swallow the throw.
    private var refusal: SchemaError?

    func schema(of type: any Decodable.Type) throws(SchemaError) -> TypeSchema {
        let found = Result { try visit(type) }
        if let refusal { throw refusal }
        switch found {
        case .success(let schema): return schema
        case .failure(let error): throw error as? SchemaError ?? SchemaError("`\(type)`: \(error)")
        }
    }

    private func visit<Value: Decodable>(_ type: Value.Type) throws -> TypeSchema { try sample(of: type).schema }

    /// The type's schema, and some value of it that its owner can be given.
    func sample<Value: Decodable>(of type: Value.Type) throws -> (schema: TypeSchema, value: Value) {
        if let known = try known(type), let value = known.value as? Value { return (known.schema, value) }
        guard !open.contains(where: { $0 == type }) else {
            throw refuse(
                "`\(type)` contains itself, and its schema would have no end: write the schema by hand "
                    + "(`inputSchema`, or `SchemaProviding` on the type)"
            )
        }
        open.append(type)
        defer { open.removeLast() }
        let recording = SchemaRecording()
        let value: Value
        do {
            value = try Value(from: RecordingDecoder(walk: self, recording: recording))
        } catch {
            throw refuse(sentence(about: type, error))
        }
        // A type without members asks for nothing: an object about which nothing is said.
        var schema = recording.schema ?? TypeSchema(.object([]))
        if let described = type as? any SchemaDescribing.Type { try note(described.fieldNotes, of: type, in: &schema) }
        return (schema, value)
    }

    /// Keeps the first sentence for the end.
    func refuse(_ sentence: String) -> SchemaError {
        let error = refusal ?? SchemaError(sentence)
        refusal = error
        return error
    }

    private func sentence(about type: any Decodable.Type, _ error: any Error) -> String {
        type is any RawRepresentable.Type
            ? "the cases of `\(type)` cannot be found out: make it `CaseIterable`, or write the schema by hand"
            : "`\(type)` does not decode from samples such as 0, \"\" and false: give it a schema by hand "
                + "(`SchemaProviding`), or make the member that holds it optional with such a schema"
    }

    /// Types whose form in JSON is known without asking them.
    private func known(_ type: any Decodable.Type) throws -> (schema: TypeSchema, value: Any)? {
        switch type {
        case let type as any SchemaProviding.Type: return (TypeSchema(.written(type.jsonSchema)), type.schemaSample)
        case let type as any SchemaContainer.Type: return try type.sample(with: self)
        case is Bool.Type: return (TypeSchema(.boolean), false)
        case is String.Type: return (TypeSchema(.string(more: "")), "")
        case is Double.Type: return (TypeSchema(.number), 0.0 as Double)
        case is Float.Type: return (TypeSchema(.number), 0 as Float)
        case is Decimal.Type: return (TypeSchema(.number), Decimal())
        case is Date.Type: return (TypeSchema(.number), Date(timeIntervalSinceReferenceDate: 0))
        case is Data.Type: return (TypeSchema(.string(more: #","contentEncoding":"base64""#)), Data())
        case is UUID.Type: return (TypeSchema(.string(more: #","format":"uuid""#)), UUID())
        case is URL.Type: return (TypeSchema(.string(more: #","format":"uri""#)), URL(filePath: "/"))
        case let type as any (FixedWidthInteger & Decodable).Type: return (TypeSchema(integer(type)), zero(type))
        case let type as any CaseIterable.Type: return try choice(type)
        default: return nil
        }
    }

    private func integer(_ type: any FixedWidthInteger.Type) -> TypeSchema.Kind {
        .integer(
            minimum: type.isSigned && type.bitWidth >= 64 ? nil : Int64(clamping: lowest(type)),
            maximum: type.bitWidth >= 64 ? nil : Int64(clamping: highest(type))
        )
    }
    private func lowest<Number: FixedWidthInteger>(_ type: Number.Type) -> Int64 { Int64(clamping: Number.min) }
    private func highest<Number: FixedWidthInteger>(_ type: Number.Type) -> Int64 { Int64(clamping: Number.max) }
    private func zero<Number: FixedWidthInteger>(_ type: Number.Type) -> Any { Number.zero }

    /// Nil when the cases have no raw values that JSON knows.
    private func choice<Cases: CaseIterable>(_ type: Cases.Type) throws -> (schema: TypeSchema, value: Any)? {
        guard let first = type.allCases.first, first is any RawRepresentable else { return nil }
        var values: [JSONValue] = []
        for one in type.allCases {
            guard let raw = (one as? any RawRepresentable)?.rawValue else { return nil }
            switch raw {
            case let text as String: values.append(.string(text))
            case let number as any FixedWidthInteger: values.append(.integer(Int64(clamping: number)))
            default: return nil
            }
        }
        return (TypeSchema(.choice(values)), first)
    }

    private func note(_ notes: [String: FieldNote], of type: Any.Type, in schema: inout TypeSchema) throws {
        guard case .object(var members) = schema.kind else {
            throw refuse("`\(type)` has field notes, but is no object")
        }
        for (name, note) in notes.sorted(by: { $0.key < $1.key }) {
            guard let index = members.firstIndex(where: { $0.name == name }) else {
                throw refuse("`\(type)` has a field note for `\(name)`, which is none of its members")
            }
            guard members[index].schema.takes(note) else {
                throw refuse("the bounds in the field note of `\(type)`.\(name) do not go with its type")
            }
            members[index].schema.note = note
        }
        schema.kind = .object(members)
    }
}

extension TypeSchema {
    fileprivate func takes(_ note: FieldNote) -> Bool {
        switch kind {
        case .integer, .number: note.length == nil && note.count == nil
        case .string: note.range == nil && note.count == nil
        case .array: note.range == nil && note.length == nil
        default: !note.hasBounds
        }
    }
}
