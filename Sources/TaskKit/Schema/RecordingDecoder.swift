// SPDX-License-Identifier: Apache-2.0

/// What a type was heard to ask for.
final class SchemaRecording {
    private(set) var schema: TypeSchema?
    private let name: String

    init(_ name: String = "") { self.name = name }

    /// An object, even if nothing is asked of it.
    func beginObject() { if schema == nil { schema = TypeSchema(.object([])) } }

    func add(_ member: String, _ found: TypeSchema, isRequired: Bool, _ walk: SchemaWalk) throws {
        guard case .object(var members)? = schema?.kind else { throw mixed(walk) }
        if let known = members.first(where: { $0.name == member }) {
            guard known.schema == found else {
                throw walk.refuse("member `\(member)` is decoded in more than one way: write the schema by hand")
            }
            return
        }
        members.append(TypeSchema.Member(name: member, schema: found, isRequired: isRequired))
        schema?.kind = .object(members)
    }

    /// The whole value is one of these.
    func set(_ found: TypeSchema, _ walk: SchemaWalk) throws {
        guard schema == nil || schema == found else { throw mixed(walk) }
        schema = found
    }

    private func mixed(_ walk: SchemaWalk) -> SchemaError {
        walk.refuse("a value is decoded in more than one way: write the schema by hand")
    }
}

/// Gives a sample for whatever is asked, and keeps what was asked.
struct RecordingDecoder: Decoder {
    let walk: SchemaWalk
    let recording: SchemaRecording
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        recording.beginObject()
        return KeyedDecodingContainer(RecordingMembers<Key>(walk: walk, recording: recording))
    }
    func unkeyedContainer() -> any UnkeyedDecodingContainer { RecordingItems(walk: walk, recording: recording) }
    func singleValueContainer() -> any SingleValueDecodingContainer { RecordingValue(walk: walk, recording: recording) }
}

private struct RecordingMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let walk: SchemaWalk
    let recording: SchemaRecording
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }
    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        let sample = try walk.sample(of: type)
        try recording.add(key.stringValue, sample.schema, isRequired: true, walk)
        return sample.value
    }

    private func optional<Value: Decodable>(_ type: Value.Type, _ key: Key) throws -> Value? {
        let sample = try walk.sample(of: Value?.self)
        try recording.add(key.stringValue, sample.schema, isRequired: false, walk)
        return nil
    }
    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        try optional(type, key)
    }
    // The library's defaults for these would ask `contains` and `decode`, as if the member were required.
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try optional(type, key) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try optional(type, key) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try optional(type, key) }
    func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? { try optional(type, key) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try optional(type, key) }
    func decodeIfPresent(_ type: Int8.Type, forKey key: Key) throws -> Int8? { try optional(type, key) }
    func decodeIfPresent(_ type: Int16.Type, forKey key: Key) throws -> Int16? { try optional(type, key) }
    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? { try optional(type, key) }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws -> UInt? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws -> UInt8? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws -> UInt16? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? { try optional(type, key) }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        throw walk.refuse("member `\(key.stringValue)` is decoded by hand in a container: write the schema by hand")
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        throw walk.refuse("member `\(key.stringValue)` is decoded by hand in a container: write the schema by hand")
    }
    func superDecoder() throws -> any Decoder {
        throw walk.refuse("a class that inherits its members decodes in two steps: write the schema by hand")
    }
    func superDecoder(forKey key: Key) throws -> any Decoder { try superDecoder() }
}

private struct RecordingItems: UnkeyedDecodingContainer {
    let walk: SchemaWalk
    let recording: SchemaRecording
    var codingPath: [any CodingKey] { [] }
    var count: Int? { nil }
    private(set) var currentIndex = 0
    var isAtEnd: Bool { currentIndex > 0 }

    init(walk: SchemaWalk, recording: SchemaRecording) {
        self.walk = walk
        self.recording = recording
    }

    mutating func decodeNil() -> Bool { false }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        currentIndex += 1
        let sample = try walk.sample(of: type)
        try recording.set(TypeSchema(.array(sample.schema, isUnique: false)), walk)
        return sample.value
    }
    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw walk.refuse("items are decoded by hand in a container: write the schema by hand")
    }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw walk.refuse("items are decoded by hand in a container: write the schema by hand")
    }
    mutating func superDecoder() throws -> any Decoder {
        throw walk.refuse("items are decoded by hand: write the schema by hand")
    }
}

private struct RecordingValue: SingleValueDecodingContainer {
    let walk: SchemaWalk
    let recording: SchemaRecording
    var codingPath: [any CodingKey] { [] }
    func decodeNil() -> Bool { false }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let sample = try walk.sample(of: type)
        try recording.set(sample.schema, walk)
        return sample.value
    }
}
