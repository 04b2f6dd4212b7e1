// SPDX-License-Identifier: Apache-2.0
import JSON

/// Turns a schema into nodes, keyword by keyword. `SchemaCompiler+keywords.swift` reads the keywords.
struct SchemaCompiler {
    private(set) var nodes: [SchemaNode] = []
    private let schema: JSONValue
    /// The node of each place that was compiled.
    private var compiled: [ExactText: Int] = [:]
    /// References that are not resolved yet: whose, where it stands, and the place it names.
    private var open: [(node: Int, place: String, target: String)] = []
    private var values = 0
    /// The root's own `$id`, by which references may call it.
    private var id: String?

    init(_ schema: JSONValue) { self.schema = schema }

    /// - Returns: the root's node.
    mutating func compile() throws(SchemaProblem) -> Int {
        try measure(schema, depth: 1)
        id = schema.object?["$id"]?.string
        let root = try node(schema, at: "#")
        while let reference = open.popLast() {
            nodes[reference.node].reference = try target(of: reference)
        }
        try refuseCircles()
        return root
    }

    /// The node of a schema that stands at this place.
    mutating func node(_ value: JSONValue, at place: String) throws(SchemaProblem) -> Int {
        if let node = compiled[ExactText(place)] { return node }
        let number = nodes.count
        // References can lead to places that are no schemas by themselves, each as often as it likes.
        guard number < SchemaLimits.values else { throw SchemaProblem("#", "it has too many subschemas") }
        compiled[ExactText(place)] = number
        nodes.append(SchemaNode())
        switch value {
        case .bool(let verdict): nodes[number].verdict = verdict
        case .object(let object):
            let node = try keywords(of: object, at: place, number: number)
            nodes[number] = node
        default: throw SchemaProblem(place, "a schema is an object, `true` or `false`")
        }
        return number
    }

    /// Notes that this node refers elsewhere.
    mutating func refer(_ node: Int, to reference: String, from place: String) throws(SchemaProblem) {
        var reference = reference[...]
        if let id, !id.isEmpty, reference.hasPrefix(id) {
            reference = reference.dropFirst(id.utf8.last == UInt8(ascii: "#") ? id.count - 1 : id.count)
            if reference.isEmpty { reference = "#" }
        }
        guard reference == "#" || reference.hasPrefix("#/"), let target = Self.percentDecoded(reference) else {
            throw SchemaProblem(
                place,
                "`$ref` is `\(reference)`; only references within the schema are followed, `#` and `#/…`"
            )
        }
        open.append((node, place, target))
    }

    private mutating func target(
        of reference: (node: Int, place: String, target: String)
    ) throws(SchemaProblem) -> Int {
        var value = schema
        var place = "#"
        for segment in reference.target.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let name = Self.unescaped(segment)
            var next: JSONValue?
            switch value {
            case .object(let object): next = object[name]
            case .array(let elements): next = Int(name).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
            default: break
            }
            guard let next else {
                throw SchemaProblem(reference.place, "`$ref` is `\(reference.target)`, and nothing is there")
            }
            value = next
            place += "/" + name.pointerSegment
        }
        return try node(value, at: place)
    }

    /// A schema that leads back to itself without going deeper into the value would never end.
    private func refuseCircles() throws(SchemaProblem) {
        enum Mark { case new, open, done }
        var marks = [Mark](repeating: .new, count: nodes.count)
        for start in nodes.indices where marks[start] == .new {
            var stack: [(node: Int, next: [Int])] = [(start, inPlace(start))]
            marks[start] = .open
            while let last = stack.indices.last {
                guard let next = stack[last].next.popLast() else {
                    marks[stack[last].node] = .done
                    stack.removeLast()
                    continue
                }
                if marks[next] == .open {
                    let place = compiled.first { $0.value == next }?.key.text ?? "#"
                    throw SchemaProblem(place, "it refers to itself without going deeper into the value")
                }
                if marks[next] == .new {
                    marks[next] = .open
                    stack.append((next, inPlace(next)))
                }
            }
        }
    }

    /// The schemas that look at the same value as this one.
    private func inPlace(_ number: Int) -> [Int] {
        let node = nodes[number]
        var next = node.allOf + node.anyOf + node.oneOf + node.dependentSchemas.map(\.schema)
        if let reference = node.reference { next.append(reference) }
        if let not = node.not { next.append(not) }
        if let condition = node.condition {
            next.append(condition.test)
            if let then = condition.then { next.append(then) }
            if let otherwise = condition.otherwise { next.append(otherwise) }
        }
        return next
    }

    private mutating func measure(_ value: JSONValue, depth: Int) throws(SchemaProblem) {
        values += 1
        guard values <= SchemaLimits.values else {
            throw SchemaProblem("#", "it holds more than \(SchemaLimits.values) values")
        }
        guard depth <= SchemaLimits.depth else { throw SchemaProblem("#", "it is nested too deeply") }
        switch value {
        case .array(let elements): for element in elements { try measure(element, depth: depth + 1) }
        case .object(let object): for member in object.members { try measure(member.value, depth: depth + 1) }
        default: break
        }
    }

    private static func unescaped(_ segment: Substring) -> String {
        var text = ""
        var isEscape = false
        for character in segment.unicodeScalars {
            if isEscape {
                text.unicodeScalars.append(character == "1" ? "/" : character == "0" ? "~" : character)
                isEscape = false
            } else if character == "~" {
                isEscape = true
            } else {
                text.unicodeScalars.append(character)
            }
        }
        return text
    }

    private static func percentDecoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard rest.count >= 2, let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
                else { return nil }
                bytes.append(code)
                rest.removeFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
