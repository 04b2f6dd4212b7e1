// SPDX-License-Identifier: Apache-2.0
import JSON

extension Validation {
    /// The keywords that look at the value itself and go no deeper.
    mutating func checkItself(_ value: JSONValue, _ node: CompiledSchema) throws(WorkExhausted) -> Bool {
        var fits = true
        if let types = node.keywords.types, !types.isSuperset(of: JSONTypes(of: value)) {
            fits = fail(types.words, value)
        }
        if let list = node.keywords.enumeration {
            try work(list.count + Self.size(of: value))
            if !list.contains(value) { fits = fail(Self.oneOf(list), value) }
        }
        if let constant = node.keywords.constant {
            try work(Self.size(of: value))
            if constant != value { fits = fail(Self.oneOf([constant]), value) }
        }
        switch value {
        case .number(let number):
            for (bound, limit) in node.keywords.numbers where !bound.holds(number, limit) {
                fits = fail("\(bound.words) \(limit.text)", value)
            }
        case .string(let text): fits = try checkText(text, node) && fits
        case .array(let elements): fits = try checkArray(elements, node) && fits
        case .object(let object): fits = checkObject(object, node) && fits
        case .null, .bool: break
        }
        return fits
    }

    mutating func matches(_ text: String, _ pattern: Pattern) throws(WorkExhausted) -> Bool {
        var spent = 0
        let found = pattern.matches(text, spent: &spent, limit: limit)
        try work(spent)
        return found
    }

    private mutating func checkText(_ text: String, _ node: CompiledSchema) throws(WorkExhausted) -> Bool {
        var fits = true
        if !node.keywords.lengths.isEmpty {
            let length = text.unicodeScalars.count
            try work(length / 64)
            for (bound, limit) in node.keywords.lengths where !bound.holds(length, limit) {
                fits = fail("a string of \(bound.words) \(limit) characters", found: "one of \(length)")
            }
        }
        if let pattern = node.keywords.pattern, try !matches(text, pattern.pattern) {
            fits = fail("a string that matches `\(pattern.text)`", found: "another")
        }
        return fits
    }

    private mutating func checkArray(_ elements: [JSONValue], _ node: CompiledSchema) throws(WorkExhausted) -> Bool {
        var fits = true
        for (bound, limit) in node.keywords.itemCounts where !bound.holds(elements.count, limit) {
            fits = fail("an array of \(bound.words) \(limit) elements", found: "one of \(elements.count)")
        }
        if node.keywords.isUnique {
            try work(Self.size(of: .array(elements)))
            if Set(elements).count < elements.count { fits = fail("elements that differ", found: "two alike") }
        }
        return fits
    }

    private mutating func checkObject(_ object: JSONObject, _ node: CompiledSchema) -> Bool {
        var fits = true
        for name in node.keywords.required where object[name] == nil {
            fits = fail("a member `\(name.bounded(to: 64))`", found: "none")
        }
        for (bound, limit) in node.keywords.memberCounts where !bound.holds(object.members.count, limit) {
            fits = fail("an object of \(bound.words) \(limit) members", found: "one of \(object.members.count)")
        }
        for (name, needs) in node.keywords.dependentRequired where object[name] != nil {
            for need in needs where object[need] == nil {
                fits = fail(
                    "a member `\(need.bounded(to: 64))` beside `\(name.bounded(to: 64))`",
                    found: "none"
                )
            }
        }
        return fits
    }

    /// About what it costs to compare it or take its hash.
    private static func size(of value: JSONValue) -> Int {
        switch value {
        case .null, .bool, .number: 8
        case .string(let text): 8 + text.utf8.count / 8
        case .array(let elements): elements.reduce(8) { $0 + size(of: $1) }
        case .object(let object): object.members.reduce(8) { $0 + 8 + size(of: $1.value) }
        }
    }

    private static func oneOf(_ list: [JSONValue]) -> String {
        let words = list.prefix(10).map { $0.text.bounded(to: 40) } + (list.count > 10 ? ["…"] : [])
        return words.count == 1 ? words[0] : "one of " + words.joined(separator: ", ")
    }
}
