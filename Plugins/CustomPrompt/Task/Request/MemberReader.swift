// SPDX-License-Identifier: Apache-2.0
import JSON
import TaskKit

/// Reads the members of an object as what they must be. `null` counts as absent.
struct MemberReader {
    let object: JSONObject
    /// `bad_input` or `bad_settings`.
    let code: String
    /// Begins a sentence about a member: empty, or `the site's prompt `name`: `.
    let prefix: String

    /// - Parameter what: what must be an object, for the sentence that says it is none.
    init(_ value: JSONValue, code: String, what: String, prefix: String = "") throws(TaskError) {
        guard let object = value.object else {
            throw TaskError(.permanent, code: code, message: "\(what) must be a JSON object")
        }
        self.object = object
        self.code = code
        self.prefix = prefix
    }

    func problem(_ name: String, _ trouble: String) -> TaskError {
        TaskError(.permanent, code: code, message: "\(prefix)member `\(name)` \(trouble)")
    }

    func value(_ name: String) -> JSONValue? {
        if case .null = object[name] { nil } else { object[name] }
    }

    func text(_ name: String, limit: Int = .max) throws(TaskError) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string, !text.isEmpty, text.utf8.count <= limit else {
            throw problem(
                name,
                limit == .max ? "must be a text that is not empty" : "must be 1 to \(limit) bytes of text"
            )
        }
        return text
    }

    func flag(_ name: String) throws(TaskError) -> Bool? {
        guard let value = value(name) else { return nil }
        guard let flag = value.bool else { throw problem(name, "must be true or false") }
        return flag
    }

    func number(_ name: String, _ range: ClosedRange<Double>) throws(TaskError) -> Double? {
        guard let value = value(name) else { return nil }
        guard let number = value.number?.double, range.contains(number) else {
            throw problem(name, "must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func integer(_ name: String, _ range: ClosedRange<Int64>) throws(TaskError) -> Int64? {
        guard let value = value(name) else { return nil }
        guard let number = value.number?.integer, range.contains(number) else {
            throw problem(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func object(_ name: String) throws(TaskError) -> JSONObject? {
        guard let value = value(name) else { return nil }
        guard let object = value.object else { throw problem(name, "must be an object") }
        return object
    }
}
