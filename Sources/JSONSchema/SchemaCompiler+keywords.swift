// SPDX-License-Identifier: Apache-2.0
import JSON

extension SchemaCompiler {
    /// Keywords of the standard that would have to be obeyed and are not understood.
    private static let unsupported: [String: String] = [
        "$dynamicRef": "use `$ref` to `#/$defs/…`",
        "$recursiveRef": "use `$ref` to `#`",
        "unevaluatedProperties": "use `additionalProperties`",
        "unevaluatedItems": "use `items` beside `prefixItems`",
        "additionalItems": "use `items` beside `prefixItems`",
        "dependencies": "use `dependentRequired` or `dependentSchemas`",
    ]
    private static let dialect = "https://json-schema.org/draft/2020-12/schema"

    /// Reads one schema's keywords. Those that are not known are ignored, as the standard asks.
    mutating func keywords(
        of schema: JSONObject,
        at place: String,
        number: Int
    ) throws(SchemaProblem) -> SchemaNode {
        var node = SchemaNode()
        for member in schema.members {
            let keyword = Keyword(name: member.name, value: member.value, place: place)
            if let instead = Self.unsupported[member.name] {
                throw keyword.problem("is not understood here: \(instead)")
            }
            if try identity(keyword, number, &node) { continue }
            if try applicators(keyword, &node) { continue }
            if try arrays(keyword, schema, &node) { continue }
            if try objects(keyword, &node) { continue }
            try assertions(keyword, &node)
        }
        if let test = schema["if"] {
            node.condition = (
                try self.node(test, at: place + "/if"),
                try schema["then"].map { (then) throws(SchemaProblem) in try self.node(then, at: place + "/then") },
                try schema["else"].map { (other) throws(SchemaProblem) in try self.node(other, at: place + "/else") }
            )
        }
        return node
    }

    private mutating func identity(
        _ keyword: Keyword,
        _ number: Int,
        _ node: inout SchemaNode
    ) throws(SchemaProblem) -> Bool {
        switch keyword.name {
        case "$schema":
            let text = try keyword.text()
            guard text == Self.dialect || text == Self.dialect + "#" else {
                throw keyword.problem("names another dialect; only \(Self.dialect) is understood")
            }
        case "$id":
            guard keyword.place == "#" else {
                throw keyword.problem("gives a part of the schema a name of its own: leave it out")
            }
        case "$ref": try refer(number, to: try keyword.text(), from: keyword.place)
        case "$defs": _ = try schemas(keyword)
        default: return false
        }
        return true
    }

    private mutating func applicators(
        _ keyword: Keyword,
        _ node: inout SchemaNode
    ) throws(SchemaProblem) -> Bool {
        switch keyword.name {
        case "allOf": node.allOf = try list(keyword)
        case "anyOf": node.anyOf = try list(keyword)
        case "oneOf": node.oneOf = try list(keyword)
        case "not": node.not = try self.node(keyword.value, at: keyword.here)
        default: return false
        }
        return true
    }

    private mutating func arrays(
        _ keyword: Keyword,
        _ schema: JSONObject,
        _ node: inout SchemaNode
    ) throws(SchemaProblem) -> Bool {
        switch keyword.name {
        case "prefixItems": node.prefixItems = try list(keyword)
        case "items":
            guard keyword.value.array == nil else {
                throw keyword.problem("is a list, as older drafts have it: use `prefixItems`")
            }
            node.items = try self.node(keyword.value, at: keyword.here)
        case "minItems": node.itemCounts.append((.least, try keyword.size()))
        case "maxItems": node.itemCounts.append((.most, try keyword.size()))
        case "uniqueItems": node.isUnique = try keyword.flag()
        case "contains":
            let least = Keyword("minContains", in: schema, at: keyword.place)
            let most = Keyword("maxContains", in: schema, at: keyword.place)
            node.contains = (
                try self.node(keyword.value, at: keyword.here), try least?.size() ?? 1, try most?.size()
            )
        default: return false
        }
        return true
    }

    private mutating func objects(
        _ keyword: Keyword,
        _ node: inout SchemaNode
    ) throws(SchemaProblem) -> Bool {
        switch keyword.name {
        case "properties":
            for (name, schema) in try schemas(keyword) { node.properties[ExactText(name)] = schema }
        case "patternProperties":
            for (name, schema) in try schemas(keyword) {
                node.patternProperties.append((try keyword.pattern(name), schema))
            }
        case "additionalProperties": node.additionalProperties = try self.node(keyword.value, at: keyword.here)
        case "propertyNames": node.propertyNames = try self.node(keyword.value, at: keyword.here)
        case "required": node.required = try keyword.names(keyword.value)
        case "minProperties": node.memberCounts.append((.least, try keyword.size()))
        case "maxProperties": node.memberCounts.append((.most, try keyword.size()))
        case "dependentRequired":
            for member in try keyword.object().members {
                node.dependentRequired.append((member.name, try keyword.names(member.value)))
            }
        case "dependentSchemas": node.dependentSchemas = try schemas(keyword)
        default: return false
        }
        return true
    }

    private func assertions(_ keyword: Keyword, _ node: inout SchemaNode) throws(SchemaProblem) {
        switch keyword.name {
        case "type": node.types = try keyword.types()
        case "enum": node.enumeration = try keyword.list()
        case "const": node.constant = keyword.value
        case "minimum": node.numbers.append((.minimum, try keyword.number()))
        case "maximum": node.numbers.append((.maximum, try keyword.number()))
        case "exclusiveMinimum": node.numbers.append((.exclusiveMinimum, try keyword.number()))
        case "exclusiveMaximum": node.numbers.append((.exclusiveMaximum, try keyword.number()))
        case "multipleOf":
            let divisor = try keyword.number()
            guard divisor > JSONNumber(0), JSONNumber(1).isMultiple(of: divisor) != nil else {
                throw keyword.problem("is a number above 0 of at most 18 digits")
            }
            node.numbers.append((.multiple, divisor))
        case "minLength": node.lengths.append((.least, try keyword.size()))
        case "maxLength": node.lengths.append((.most, try keyword.size()))
        case "pattern":
            let text = try keyword.text()
            node.pattern = (text, try keyword.pattern(text))
        default: break
        }
    }

    private mutating func list(_ keyword: Keyword) throws(SchemaProblem) -> [Int] {
        var numbers: [Int] = []
        let list = try keyword.list()
        guard !list.isEmpty else { throw keyword.problem("must not be empty") }
        for (index, schema) in list.enumerated() {
            numbers.append(try node(schema, at: "\(keyword.here)/\(index)"))
        }
        return numbers
    }

    private mutating func schemas(_ keyword: Keyword) throws(SchemaProblem) -> [(name: String, schema: Int)] {
        var found: [(name: String, schema: Int)] = []
        for member in try keyword.object().members {
            found.append((member.name, try node(member.value, at: "\(keyword.here)/\(member.name.pointerSegment)")))
        }
        return found
    }
}
