// SPDX-License-Identifier: Apache-2.0

/// Why a template cannot be read or filled in.
struct TemplateProblem: Error, Equatable {
    /// `bad_template`, `missing_variable`, `bad_variable` or `prompt_too_long`.
    let code: String
    /// A sentence for people.
    let message: String

    static func malformed(_ message: String) -> TemplateProblem {
        TemplateProblem(code: "bad_template", message: message)
    }
}

/// What a template and what comes of it may take.
enum TemplateLimits {
    /// Bytes of a template.
    static let template = 256 << 10
    /// Sections within sections.
    static let depth = 16
    /// Tags and stretches of text that are gone through while it is filled in, repetitions included.
    static let steps = 100_000
    /// Bytes of all that comes of it.
    static let output = 4 << 20
    /// Documents and stretches of text between them; the ABI takes 256 parts of a request.
    static let pieces = 128
}
