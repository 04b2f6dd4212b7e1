// SPDX-License-Identifier: Apache-2.0
public import JSON

/// A compiled JSON Schema, of a subset of draft 2020-12 that `docs/custom-prompt.md` lists.
///
/// Compiling refuses what is not understood; checking a value ends within bounds (`SchemaLimits`), whatever the
/// schema and the value are. A value of this type may be used by any number of threads at once.
public struct JSONSchema: Sendable {
    let nodes: [CompiledSchema]
    let root: Int

    /// Compiles a schema's text.
    public init(parsing bytes: [UInt8]) throws(SchemaProblem) {
        guard bytes.count <= SchemaLimits.bytes else {
            throw SchemaProblem("#", "it has \(bytes.count) bytes; at most \(SchemaLimits.bytes) are taken")
        }
        let value: JSONValue
        do throws(JSONProblem) {
            value = try JSONValue(parsing: bytes)
        } catch {
            throw SchemaProblem("#", error.message)
        }
        try self.init(value)
    }

    /// Compiles a schema.
    public init(_ schema: JSONValue) throws(SchemaProblem) {
        var compiler = SchemaCompiler(schema)
        root = try compiler.compile()
        nodes = compiler.nodes.map(CompiledSchema.init)
    }

    /// Where the value does not fit, the first ten places; empty when it fits. A check that would take more work
    /// than is allowed counts as one violation that says so.
    public func violations(in value: JSONValue) -> [Violation] { violations(in: value, steps: SchemaLimits.steps) }

    /// The same with another measure of work.
    func violations(in value: JSONValue, steps: Int) -> [Violation] {
        var validation = Validation(nodes: nodes, limit: steps)
        do throws(WorkExhausted) {
            _ = try validation.check(value, root, calls: 0)
        } catch {
            return validation.violations + [
                Violation(path: "", expected: "a value that can be checked with bounded work", found: error.found)
            ]
        }
        return validation.violations
    }
}
