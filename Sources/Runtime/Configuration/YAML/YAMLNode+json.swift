// SPDX-License-Identifier: Apache-2.0
import JSON

extension YAMLNode {
    /// The same as JSON. Unquoted `true`, `false`, `null` and numbers as JSON writes them are what they look like;
    /// everything else is text, `yes` and `0x10` included.
    var json: JSONValue {
        switch content {
        case .scalar(let text, let isPlain):
            if isPlain {
                if isNothing { return .null }
                if text == "true" || text == "false" { return .bool(text == "true") }
                if let first = text.utf8.first, first == UInt8(ascii: "-") || (48...57).contains(first),
                    let value = try? JSONValue(parsing: Array(text.utf8)), value.number != nil
                {
                    return value
                }
            }
            return .string(text)
        case .list(let elements): return .array(elements.map(\.json))
        case .mapping(let members): return .object(JSONObject(members.map { ($0.name, $0.value.json) }))
        }
    }
}
