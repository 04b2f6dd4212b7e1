// SPDX-License-Identifier: Apache-2.0
import JSON
import JSONSchema

/// A model's answer that is to be JSON.
enum AnswerText {
    /// The JSON, or in words what is wrong with it.
    static func read(_ answer: String, as form: AnswerForm) -> Result<JSONValue, Misfit> {
        let value: JSONValue
        do throws(JSONProblem) {
            value = try JSONValue(parsing: Array(unfenced(answer).utf8))
        } catch {
            return .failure(Misfit(words: ["it is not JSON: \(error.message)"]))
        }
        guard isFinite(value) else { return .failure(Misfit(words: ["a number in it is too large"])) }
        let violations = form.schema.violations(in: value)
        return violations.isEmpty ? .success(value) : .failure(Misfit(words: violations.map(\.description)))
    }

    /// Models like to put JSON into a code fence, some with a word before it.
    static func unfenced(_ answer: String) -> String {
        let lines = answer.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        func isFence(_ line: Substring) -> Bool { line.drop { $0 == " " || $0 == "\t" }.hasPrefix("```") }
        guard answer.first(where: { !$0.isWhitespace }).map({ $0 != "{" && $0 != "[" && $0 != "\"" }) == true,
            let start = lines.firstIndex(where: isFence), let end = lines.lastIndex(where: isFence), start < end
        else { return answer.trimmingWhitespace() }
        return lines[(start + 1)..<end].joined(separator: "\n").trimmingWhitespace()
    }

    /// What no reader of the result could hold is no answer.
    private static func isFinite(_ value: JSONValue) -> Bool {
        switch value {
        case .number(let number): number.double.isFinite
        case .array(let elements): elements.allSatisfy(isFinite)
        case .object(let object): object.members.allSatisfy { isFinite($0.value) }
        case .null, .bool, .string: true
        }
    }
}

/// Why an answer is of no use, in words for the model and for people.
struct Misfit: Error, Equatable {
    let words: [String]
}
