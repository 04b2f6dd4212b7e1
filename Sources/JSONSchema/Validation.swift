// SPDX-License-Identifier: Apache-2.0
import JSON

/// The work that one check may take was used up.
struct WorkExhausted: Error {
    let found: String
}

/// One check of one value. `Validation+values.swift` has the keywords that look at values without going deeper.
struct Validation {
    let nodes: [CompiledSchema]
    var violations: [Violation] = []
    private var path: [Step] = []
    private var steps = 0
    /// Steps that it may take.
    let limit: Int
    /// While one of several alternatives is tried: its violations are not the value's.
    private var isTrying = false

    private enum Step {
        case member(String)
        case element(Int)
    }

    init(nodes: [CompiledSchema], limit: Int) {
        self.nodes = nodes
        self.limit = limit
    }

    /// Whether the value fits. Outside of alternatives, all keywords are looked at for the sake of the report.
    mutating func check(_ value: JSONValue, _ number: Int, calls: Int) throws(WorkExhausted) -> Bool {
        try work(4)
        guard calls < SchemaLimits.calls else { throw WorkExhausted(found: "schemas that refer too deeply") }
        let node = nodes[number]
        if let verdict = node.keywords.verdict { return verdict || fail("no value here", value) }
        var fits = try checkItself(value, node)
        if !fits, isTrying { return false }
        if let reference = node.keywords.reference {
            fits = try check(value, reference, calls: calls + 1) && fits
            if !fits, isTrying { return false }
        }
        fits = try checkAlternatives(value, node, calls) && fits
        if !fits, isTrying { return false }
        switch value {
        case .array(let elements): return try checkElements(elements, node, calls) && fits
        case .object(let object): return try checkMembers(object, node, calls) && fits
        default: return fits
        }
    }

    mutating func work(_ amount: Int) throws(WorkExhausted) {
        steps += amount
        guard steps <= limit else { throw WorkExhausted(found: "one that takes too long to check") }
    }

    mutating func fail(_ expected: String, _ value: JSONValue) -> Bool { fail(expected, found: Self.words(value)) }

    mutating func fail(_ expected: String, found: String) -> Bool {
        guard !isTrying, violations.count < SchemaLimits.violations else { return false }
        var pointer = ""
        for step in path {
            switch step {
            case .member(let name): pointer += "/" + name.pointerSegment
            case .element(let index): pointer += "/\(index)"
            }
        }
        violations.append(Violation(path: pointer, expected: expected, found: found))
        return false
    }

    private static func words(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "true or false"
        case .number(let number): "the number \(number.text)"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    private mutating func tries(_ value: JSONValue, _ number: Int, _ calls: Int) throws(WorkExhausted) -> Bool {
        let before = isTrying
        isTrying = true
        defer { isTrying = before }
        return try check(value, number, calls: calls + 1)
    }

    private mutating func checkAlternatives(
        _ value: JSONValue,
        _ node: CompiledSchema,
        _ calls: Int
    ) throws(WorkExhausted) -> Bool {
        var fits = true
        for schema in node.keywords.allOf {
            fits = try check(value, schema, calls: calls + 1) && fits
            if !fits, isTrying { return false }
        }
        if !node.keywords.anyOf.isEmpty { fits = try checkAny(value, node.keywords.anyOf, calls) && fits }
        if !node.keywords.oneOf.isEmpty {
            var count = 0
            for schema in node.keywords.oneOf where try tries(value, schema, calls) { count += 1 }
            if count == 0 {
                fits = try checkAny(value, node.keywords.oneOf, calls) && fits
            } else if count > 1 {
                fits = fail(
                    "a value of exactly one of \(node.keywords.oneOf.count) forms",
                    found: "one that fits \(count)"
                )
            }
        }
        if let not = node.keywords.not, try tries(value, not, calls) {
            fits = fail("a value that does not fit the schema under `not`", found: "one that does")
        }
        if let condition = node.keywords.condition {
            let branch = try tries(value, condition.test, calls) ? condition.then : condition.otherwise
            if let branch { fits = try check(value, branch, calls: calls + 1) && fits }
        }
        return fits
    }

    /// When one form alone has the value's type, what is said is what that form misses.
    private mutating func checkAny(
        _ value: JSONValue,
        _ schemas: [Int],
        _ calls: Int
    ) throws(WorkExhausted) -> Bool {
        for schema in schemas where try tries(value, schema, calls) { return true }
        let type = JSONTypes(of: value)
        let likely = schemas.filter { nodes[$0].keywords.types?.isSuperset(of: type) ?? true }
        if likely.count == 1, schemas.count > 1, !isTrying { return try check(value, likely[0], calls: calls + 1) }
        return fail("a value of one of \(schemas.count) forms", value)
    }

    private mutating func checkElements(
        _ elements: [JSONValue],
        _ node: CompiledSchema,
        _ calls: Int
    ) throws(WorkExhausted) -> Bool {
        var fits = true
        for (index, element) in elements.enumerated() {
            guard
                let schema = index < node.keywords.prefixItems.count
                    ? node.keywords.prefixItems[index] : node.keywords.items
            else { break }
            path.append(.element(index))
            fits = try check(element, schema, calls: calls + 1) && fits
            path.removeLast()
            if !fits, isTrying { return false }
        }
        guard let contains = node.keywords.contains else { return fits }
        var count = 0
        for element in elements where try tries(element, contains.schema, calls) { count += 1 }
        if count < contains.least {
            fits = fail(
                "an array with at least \(contains.least) elements of the form in `contains`",
                found: "\(count)"
            )
        }
        if let most = contains.most, count > most {
            fits = fail("an array with at most \(most) elements of the form in `contains`", found: "\(count)")
        }
        return fits
    }

    private mutating func checkMembers(
        _ object: JSONObject,
        _ node: CompiledSchema,
        _ calls: Int
    ) throws(WorkExhausted) -> Bool {
        var fits = true
        for (name, schema) in node.keywords.dependentSchemas where object[name] != nil {
            fits = try check(.object(object), schema, calls: calls + 1) && fits
        }
        let looksInside =
            !node.keywords.properties.isEmpty || !node.keywords.patternProperties.isEmpty
            || node.keywords.additionalProperties != nil
            || node.keywords.propertyNames != nil
        guard looksInside else { return fits }
        for member in object.members {
            path.append(.member(member.name))
            fits = try checkMember(member, node, calls) && fits
            path.removeLast()
            if !fits, isTrying { return false }
        }
        return fits
    }

    private mutating func checkMember(
        _ member: JSONObject.Member,
        _ node: CompiledSchema,
        _ calls: Int
    ) throws(WorkExhausted) -> Bool {
        var fits = true
        var isKnown = false
        if let names = node.keywords.propertyNames, try !tries(.string(member.name), names, calls) {
            fits = fail("a member whose name fits `propertyNames`", found: "this name")
        }
        if let schema = node.keywords.properties[ExactText(member.name)] {
            isKnown = true
            fits = try check(member.value, schema, calls: calls + 1) && fits
        }
        for (pattern, schema) in node.keywords.patternProperties {
            guard try matches(member.name, pattern) else { continue }
            isKnown = true
            fits = try check(member.value, schema, calls: calls + 1) && fits
        }
        guard !isKnown, let schema = node.keywords.additionalProperties else { return fits }
        if nodes[schema].keywords.verdict == false { return fail("no member of this name", found: "one") }
        return try check(member.value, schema, calls: calls + 1) && fits
    }
}
