// SPDX-License-Identifier: Apache-2.0

/// A prompt's text with places to fill in: Mustache's variables, sections, inverted sections and comments, and
/// `{{document name}}`. No partials, no lambdas, no other delimiters.
///
/// It is read once, before any value is looked at; a value is data and never read as a template.
struct Template {
    enum Node {
        case text(String)
        /// `{{name}}`
        case variable(VariableName)
        /// `{{document name}}`
        case document(VariableName)
        /// `{{#name}}…{{/name}}`, or `{{^name}}…{{/name}}`
        case section(VariableName, isInverted: Bool, [Node])
    }

    let nodes: [Node]

    /// A text that is taken as it is.
    init(literal: String) { nodes = [.text(literal)] }

    /// Reads a template.
    init(_ source: String) throws(TemplateProblem) {
        guard source.utf8.count <= TemplateLimits.template else {
            throw .malformed(
                "a prompt is longer than \(TemplateLimits.template) bytes; hand long texts over as variables"
            )
        }
        var parser = TemplateParser(source)
        nodes = try parser.parse()
    }
}

/// `customer.name`, or `.` for the element that a section is at.
struct VariableName: Equatable {
    let text: String
    /// Empty for `.`.
    let steps: [String]

    init(_ text: Substring) throws(TemplateProblem) {
        self.text = String(text)
        if text == "." {
            steps = []
            return
        }
        let steps = text.split(separator: ".", omittingEmptySubsequences: false)
        let isName = steps.allSatisfy { step in
            !step.isEmpty && step.unicodeScalars.allSatisfy { $0.properties.isIDContinue || $0 == "-" }
        }
        guard isName, text.utf8.count <= 256 else {
            throw .malformed(
                "`{{\(text.prefix(64))}}` is no name of a variable: letters, digits, `_` and `-`, joined by dots"
            )
        }
        self.steps = steps.map(String.init)
    }
}
