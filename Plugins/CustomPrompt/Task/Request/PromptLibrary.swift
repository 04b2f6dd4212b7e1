// SPDX-License-Identifier: Apache-2.0
import JSON
import TaskKit

/// The prompts that a site keeps in its settings, by name.
struct PromptLibrary {
    private let prompts: JSONObject

    /// - Parameter settings: the member `prompts` is the library.
    init(_ settings: JSONValue) throws(TaskError) {
        let reader = try MemberReader(settings, code: "bad_settings", what: "the settings of custom_prompt")
        prompts = try reader.object("prompts") ?? JSONObject()
    }

    /// The name that a prompt `@name` calls; nil when it is a text.
    static func name(_ prompt: String) -> String? {
        guard prompt.hasPrefix("@"), (2...65).contains(prompt.utf8.count) else { return nil }
        let isName = prompt.dropFirst().unicodeScalars.allSatisfy {
            $0.isASCII
                && ($0.properties.isAlphabetic || $0.properties.numericType != nil || "._-".unicodeScalars.contains($0))
        }
        return isName ? String(prompt.dropFirst()) : nil
    }

    /// The prompt of this name.
    func prompt(_ name: String) throws(TaskError) -> PromptDefinition {
        guard let found = prompts[name] else {
            let names = prompts.members.prefix(50).map { "`\($0.name)`" }.joined(separator: ", ")
            throw TaskError(
                .permanent,
                code: "no_such_prompt",
                message: "the site's library has no prompt `\(name)`; it has "
                    + (names.isEmpty ? "none: settings of custom_prompt, member `prompts`" : names)
            )
        }
        let reader = try MemberReader(
            found,
            code: "bad_settings",
            what: "the site's prompt `\(name)`",
            prefix: "the site's prompt `\(name)`: "
        )
        return try PromptDefinition(reader)
    }
}
