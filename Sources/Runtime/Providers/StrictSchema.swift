// SPDX-License-Identifier: Apache-2.0
internal import JSON

/// Whether a schema is of the kind that a vendor enforces: every object closed, and of few keywords. One that is not is
/// sent as a wish, for enforced it would be refused. See https://platform.openai.com/docs/guides/structured-outputs and
/// https://platform.claude.com/docs/en/build-with-claude/structured-outputs.
enum StrictSchema {
    /// What a vendor allows beside that.
    struct Rules {
        var keywords: Set<String>
        /// Every member of an object must be required.
        var requiresAll: Bool

        static let openAI = Rules(keywords: common.union(["$defs", "$ref"]), requiresAll: true)
        /// References are left out: the vendor refuses those that lead in a circle.
        static let anthropic = Rules(keywords: common, requiresAll: false)

        private static let common: Set<String> = [
            "type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf", "description",
            "title",
        ]
    }

    static func fits(_ schema: JSONValue, allowing rules: Rules = .openAI) -> Bool {
        guard let members = schema.object, members["type"]?.string == "object", members["anyOf"] == nil else {
            return false
        }
        return fits(schema, rules, depth: 0)
    }

    private static func fits(_ schema: JSONValue, _ rules: Rules, depth: Int) -> Bool {
        guard depth <= 10, let members = schema.object,
            members.members.allSatisfy({ rules.keywords.contains($0.name) })
        else {
            return false
        }
        if members["properties"] != nil || members["type"]?.string == "object" {
            guard let properties = members["properties"]?.object?.members,
                members["additionalProperties"]?.bool == false,
                properties.allSatisfy({ fits($0.value, rules, depth: depth + 1) })
            else { return false }
            let required = members["required"]?.array ?? []
            let names = properties.map { JSONValue.string($0.name) }
            guard required.allSatisfy(names.contains), !rules.requiresAll || names.allSatisfy(required.contains),
                !rules.requiresAll || members["required"] != nil, required.count <= names.count
            else { return false }
        }
        if let items = members["items"], !fits(items, rules, depth: depth + 1) { return false }
        if let choices = members["anyOf"] {
            guard let choices = choices.array, choices.allSatisfy({ fits($0, rules, depth: depth + 1) }) else {
                return false
            }
        }
        if let definitions = members["$defs"] {
            guard let definitions = definitions.object?.members,
                definitions.allSatisfy({ fits($0.value, rules, depth: depth + 1) })
            else { return false }
        }
        return true
    }
}
