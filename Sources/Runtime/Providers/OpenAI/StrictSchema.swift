// SPDX-License-Identifier: Apache-2.0

/// Whether a schema is of the kind that OpenAI can enforce (`strict`): every object closed, with all its members
/// required, and of few keywords. One that is not is sent as a wish, for with `strict` it would be refused.
/// See https://platform.openai.com/docs/guides/structured-outputs.
enum StrictSchema {
    private static let keywords: Set<String> = [
        "type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf", "description",
        "title", "$defs", "$ref",
    ]

    static func fits(_ schema: JSONValue) -> Bool {
        guard case .object(let members) = schema, members["type"] == .string("object"), members["anyOf"] == nil else {
            return false
        }
        return fits(schema, depth: 0)
    }

    private static func fits(_ schema: JSONValue, depth: Int) -> Bool {
        guard depth <= 10, case .object(let members) = schema, members.keys.allSatisfy(keywords.contains) else {
            return false
        }
        if members["properties"] != nil || members["type"] == .string("object") {
            guard case .object(let properties)? = members["properties"],
                members["additionalProperties"] == .bool(false), case .array(let required)? = members["required"],
                required.count == properties.count,
                properties.keys.allSatisfy({ required.contains(.string($0)) }),
                properties.values.allSatisfy({ fits($0, depth: depth + 1) })
            else { return false }
        }
        if let items = members["items"], !fits(items, depth: depth + 1) { return false }
        if let choices = members["anyOf"] {
            guard case .array(let choices) = choices, choices.allSatisfy({ fits($0, depth: depth + 1) }) else {
                return false
            }
        }
        if let definitions = members["$defs"] {
            guard case .object(let definitions) = definitions,
                definitions.values.allSatisfy({ fits($0, depth: depth + 1) })
            else { return false }
        }
        return true
    }
}
