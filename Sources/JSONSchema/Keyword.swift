// SPDX-License-Identifier: Apache-2.0
import JSON

/// One keyword of a schema, read as what it must be.
struct Keyword {
    let name: String
    let value: JSONValue
    /// Where the schema is that it belongs to.
    let place: String

    init(name: String, value: JSONValue, place: String) {
        self.name = name
        self.value = value
        self.place = place
    }

    /// Nil when the schema does not have it.
    init?(_ name: String, in schema: JSONObject, at place: String) {
        guard let value = schema[name] else { return nil }
        self.init(name: name, value: value, place: place)
    }

    var here: String { "\(place)/\(name)" }

    func problem(_ trouble: String) -> SchemaProblem { SchemaProblem(place, "`\(name)` \(trouble)") }

    func text() throws(SchemaProblem) -> String {
        guard let text = value.string else { throw problem("must be a string") }
        return text
    }

    func flag() throws(SchemaProblem) -> Bool {
        guard let flag = value.bool else { throw problem("must be true or false") }
        return flag
    }

    func number() throws(SchemaProblem) -> JSONNumber {
        guard let number = value.number else { throw problem("must be a number") }
        return number
    }

    /// A count from 0 up; `2.0` is 2, and what is larger than any value's size is that.
    func size() throws(SchemaProblem) -> Int {
        let number = try number()
        guard number.isWhole, number >= JSONNumber(0) else { throw problem("must be a whole number from 0 up") }
        return number.integer.map { Int($0) } ?? Int(min(number.double, 1e15))
    }

    func list() throws(SchemaProblem) -> [JSONValue] {
        guard let list = value.array else { throw problem("must be a list") }
        return list
    }

    func object() throws(SchemaProblem) -> JSONObject {
        guard let object = value.object else { throw problem("must be an object") }
        return object
    }

    func names(_ value: JSONValue) throws(SchemaProblem) -> [String] {
        guard let list = value.array else { throw problem("must be a list of names") }
        var names: [String] = []
        for element in list {
            guard let name = element.string else { throw problem("must be a list of names") }
            names.append(name)
        }
        return names
    }

    func types() throws(SchemaProblem) -> JSONTypes {
        var types: JSONTypes = []
        let names = if let name = value.string { [name] } else { try self.names(value) }
        for name in names {
            guard let type = JSONTypes(named: name) else { throw problem("names `\(name)`, which JSON does not have") }
            types.formUnion(type)
        }
        return types
    }

    func pattern(_ text: String) throws(SchemaProblem) -> Pattern {
        do throws(PatternProblem) {
            return try Pattern(text)
        } catch {
            throw problem("holds a pattern that cannot be used: \(error.trouble)")
        }
    }
}
