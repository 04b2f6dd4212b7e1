// SPDX-License-Identifier: Apache-2.0
import JSON
import JSONSchema
import Jobs

/// Looks at a module's result before it is kept: a module may say anything.
enum ResultCheck {
    /// What is wrong with it, in places and never in values; nil when it is one JSON object that fits.
    static func error(in result: [UInt8], schema: JSONSchema?) -> JobError? {
        guard let value = try? JSONValue(parsing: result), value.object != nil else { return bad("is no JSON object") }
        let violations = schema?.violations(in: value) ?? []
        guard !violations.isEmpty else { return nil }
        let places = violations.map { "\($0.path.isEmpty ? "the whole" : $0.path) is not \($0.expected)" }
        return bad("does not fit its task type: " + places.joined(separator: "; "))
    }

    private static func bad(_ what: String) -> JobError {
        JobError(.permanent, code: "bad_result", message: "the module's result \(what)")
    }
}
