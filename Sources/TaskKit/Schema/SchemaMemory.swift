// SPDX-License-Identifier: Apache-2.0
import Locks

/// Schemas that were found out already: a job's decoding asks for the same types again and again. As many as a module
/// has types.
enum SchemaMemory {
    private static let found = Lock<[ObjectIdentifier: TypeSchema?]>([:])

    /// Nil when the type has no schema that can be found out.
    static func schema(of type: any Decodable.Type) -> TypeSchema? {
        let id = ObjectIdentifier(type)
        if let known = found.withLock({ $0[id] }) { return known }
        // Two threads may both find it out: they find the same.
        let schema = try? TypeSchema(of: type)
        found.withLock { $0[id] = .some(schema) }
        return schema
    }
}
