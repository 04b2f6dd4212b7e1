// SPDX-License-Identifier: Apache-2.0
import JSON

/// Members of a signed body by name, each with what is wrong with it as a sentence for the sender.
extension [String: JSONMember] {
    func integer(_ name: String) throws(JSONProblem) -> Int64 {
        guard let value = self[name]?.integer else { throw JSONProblem(message: "\(name) must be an integer") }
        return value
    }

    /// - Parameter limit: bytes.
    func text(_ name: String, limit: Int) throws(JSONProblem) -> String {
        guard let text = self[name]?.string else { throw JSONProblem(message: "\(name) must be a string") }
        guard text.utf8.count <= limit else {
            throw JSONProblem(message: "\(name) is longer than \(limit) bytes")
        }
        return text
    }
}
