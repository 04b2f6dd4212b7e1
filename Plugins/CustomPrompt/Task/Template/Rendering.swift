// SPDX-License-Identifier: Apache-2.0
import JSON

/// What comes of a template: text to obey and documents to work on, in order.
enum Piece: Equatable {
    case text(String)
    case document(String, title: String)
}

/// Fills templates in, all those of one request with one measure of work and room.
struct Rendering {
    private let variables: JSONObject
    private var steps = 0
    private var bytes = 0
    private var pieces: [Piece] = []
    /// The text since the last document, grown in place.
    private var text = ""
    /// The elements that the sections around are at, the innermost last.
    private var scopes: [JSONValue] = []

    init(_ variables: JSONObject) { self.variables = variables }

    /// The template with every place filled in. Text beside a document loses the white space at its edges; text that
    /// is nothing else is left out.
    mutating func fill(_ template: Template) throws(TemplateProblem) -> [Piece] {
        pieces = []
        try fill(template.nodes)
        endText()
        guard pieces.contains(where: { if case .document = $0 { true } else { false } }) else { return pieces }
        return pieces.compactMap { piece in
            guard case .text(let text) = piece else { return piece }
            let trimmed = text.trimmingWhitespace()
            return trimmed.isEmpty ? nil : .text(trimmed)
        }
    }

    private mutating func fill(_ nodes: [Template.Node]) throws(TemplateProblem) {
        for node in nodes {
            steps += 1
            guard steps <= TemplateLimits.steps else {
                throw TemplateProblem(code: "prompt_too_long", message: "the sections of the prompt repeat too often")
            }
            switch node {
            case .text(let text): try append(text)
            case .variable(let name): try insert(try value(of: name))
            case .document(let name): try document(try value(of: name), name)
            case .section(let name, let isInverted, let inner):
                try section(find(name) ?? .null, isInverted: isInverted, inner)
            }
        }
    }

    private mutating func section(
        _ value: JSONValue,
        isInverted: Bool,
        _ inner: [Template.Node]
    ) throws(TemplateProblem) {
        let elements: [JSONValue] =
            switch value {
            case .null, .bool(false): []
            case .string(let text): text.isEmpty ? [] : [value]
            case .array(let elements): elements
            default: [value]
            }
        if isInverted {
            if elements.isEmpty { try fill(inner) }
            return
        }
        for element in elements {
            scopes.append(element)
            try fill(inner)
            scopes.removeLast()
        }
    }

    private func value(of name: VariableName) throws(TemplateProblem) -> JSONValue {
        guard let value = find(name) else {
            throw TemplateProblem(
                code: "missing_variable",
                message: "the prompt needs the variable `\(name.text)`, which was not given"
            )
        }
        return value
    }

    /// The first step is looked for in the sections around, then among the variables; the others below it.
    private func find(_ name: VariableName) -> JSONValue? {
        guard let first = name.steps.first else { return scopes.last }
        let holder = scopes.last { $0.object?[first] != nil }?.object ?? variables
        var value = holder[first]
        for step in name.steps.dropFirst() { value = value?.object?[step] }
        return value
    }

    private mutating func insert(_ value: JSONValue) throws(TemplateProblem) {
        if let document = Self.marked(value) { return try append(document.text, title: document.title) }
        switch value {
        case .null: break
        case .string(let text): try append(text)
        default: try append(value.text)
        }
    }

    private mutating func document(_ value: JSONValue, _ name: VariableName) throws(TemplateProblem) {
        if let document = Self.marked(value) { return try append(document.text, title: document.title) }
        switch value {
        case .string(let text): try append(text, title: "")
        case .object, .array: try append(value.text, title: name.text)
        case .null, .bool, .number:
            throw TemplateProblem(
                code: "bad_variable",
                message: "the variable `\(name.text)` is no document: give a text"
            )
        }
    }

    /// `{"document": "…"}`, with or without `"title"`: a value that is a document wherever it is put.
    private static func marked(_ value: JSONValue) -> (text: String, title: String)? {
        guard let object = value.object, let text = object["document"]?.string else { return nil }
        switch (object.members.count, object["title"]) {
        case (1, nil): return (text, "")
        case (2, .string(let title)?): return (text, title)
        default: return nil
        }
    }

    private mutating func append(_ text: String) throws(TemplateProblem) {
        try take(text)
        self.text += text
    }

    private mutating func endText() {
        if !text.isEmpty { pieces.append(.text(text)) }
        text = ""
    }

    private mutating func append(_ text: String, title: String) throws(TemplateProblem) {
        try take(text)
        endText()
        pieces.append(.document(text, title: title))
        guard pieces.count <= TemplateLimits.pieces else {
            throw TemplateProblem(
                code: "prompt_too_long",
                message: "the prompt holds more than \(TemplateLimits.pieces / 2) documents"
            )
        }
    }

    private mutating func take(_ text: String) throws(TemplateProblem) {
        bytes += text.utf8.count
        guard bytes <= TemplateLimits.output else {
            throw TemplateProblem(
                code: "prompt_too_long",
                message: "the prompt is longer than \(TemplateLimits.output) bytes once it is filled in"
            )
        }
    }
}

extension String {
    /// Without white space at either end.
    func trimmingWhitespace() -> String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
