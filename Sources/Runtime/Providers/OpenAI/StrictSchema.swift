// SPDX-License-Identifier: Apache-2.0
internal import JSON

/// Whether a schema is of the kind that OpenAI can enforce (`strict`): every object closed, with all its members
/// required, and of few keywords. One that is not is sent as a wish, for with `strict` it would be refused.
/// See https://platform.openai.com/docs/guides/structured-outputs.
enum StrictSchema {
    private static let keywords: Set<String> = [
        "type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf", "description",
        "title", "$defs", "$ref",
    ]

    static func fits(_ schema: JSONValue) -> Bool {
        guard let members = schema.object, members["type"]?.string == "object", members["anyOf"] == nil else {
            return false
        }
        return fits(schema, depth: 0)
    }

    private static func fits(_ schema: JSONValue, depth: Int) -> Bool {
        guard depth <= 10, let members = schema.object, members.members.allSatisfy({ keywords.contains($0.name) })
        else {
            return false
        }
        if members["properties"] != nil || members["type"]?.string == "object" {
            guard let properties = members["properties"]?.object?.members,
                members["additionalProperties"]?.bool == false, let required = members["required"]?.array,
                required.count == properties.count,
                properties.allSatisfy({ required.contains(.string($0.name)) && fits($0.value, depth: depth + 1) })
            else { return false }
        }
        if let items = members["items"], !fits(items, depth: depth + 1) { return false }
        if let choices = members["anyOf"] {
            guard let choices = choices.array, choices.allSatisfy({ fits($0, depth: depth + 1) }) else { return false }
        }
        if let definitions = members["$defs"] {
            guard let definitions = definitions.object?.members,
                definitions.allSatisfy({ fits($0.value, depth: depth + 1) })
            else { return false }
        }
        return true
    }
}
