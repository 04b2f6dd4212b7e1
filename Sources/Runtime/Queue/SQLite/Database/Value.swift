// SPDX-License-Identifier: Apache-2.0

/// What a statement's parameter is set to: SQLite's storage classes.
enum Value {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])

    static func optional(_ text: String?) -> Value { text.map(Value.text) ?? .null }
    static func optional(_ bytes: [UInt8]?) -> Value { bytes.map(Value.blob) ?? .null }
    static func optional(_ real: Double?) -> Value { real.map(Value.real) ?? .null }
    static func optional(_ integer: Int64?) -> Value { integer.map(Value.integer) ?? .null }
    static func flag(_ on: Bool) -> Value { .integer(on ? 1 : 0) }
}
