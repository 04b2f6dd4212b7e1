// SPDX-License-Identifier: Apache-2.0

/// What a schema, and one check of a value, may take. All of them hold for schemas that anybody sends.
public enum SchemaLimits {
    /// Bytes of a schema's text.
    public static let bytes = 256 << 10
    /// Levels of arrays and objects in a schema.
    public static let depth = 64
    /// Values in a schema, and subschemas that references lead to.
    public static let values = 20_000
    /// Instructions of one compiled pattern.
    public static let pattern = 4_000
    /// Units of work of one check: a keyword looked at, an element or a character compared.
    public static let steps = 10_000_000
    /// Schemas within schemas of one check, references included.
    public static let calls = 384
    /// Violations that are reported.
    public static let violations = 10
}
