// SPDX-License-Identifier: Apache-2.0

/// Cuts a template at its tags and nests its sections.
struct TemplateParser {
    private struct Open {
        var name: VariableName
        var isInverted: Bool
        /// What stood before it.
        var before: [Template.Node]
    }

    private var rest: Substring
    private var nodes: [Template.Node] = []
    private var open: [Open] = []

    init(_ source: String) { rest = source[...] }

    mutating func parse() throws(TemplateProblem) -> [Template.Node] {
        while let start = Self.find("{{", in: rest) {
            append(rest[..<start.lowerBound])
            rest = rest[start.upperBound...]
            guard let end = Self.find("}}", in: rest) else {
                throw .malformed("a `{{` is not closed: \(Self.excerpt(rest))")
            }
            let content = rest[..<end.lowerBound]
            rest = rest[end.upperBound...]
            try tag(content)
        }
        append(rest)
        if let last = open.last {
            throw .malformed("the section `{{\(last.isInverted ? "^" : "#")\(last.name.text)}}` is not closed")
        }
        return nodes
    }

    private mutating func append(_ text: Substring) { if !text.isEmpty { nodes.append(.text(String(text))) } }

    private mutating func tag(_ content: Substring) throws(TemplateProblem) {
        let trimmed = Self.trimmed(content)
        guard let first = trimmed.first else { throw .malformed("`{{}}` names nothing") }
        switch first {
        case "!": return
        case "#", "^":
            guard open.count < TemplateLimits.depth else {
                throw .malformed("sections are nested more than \(TemplateLimits.depth) deep")
            }
            let name = try VariableName(Self.trimmed(trimmed.dropFirst()))
            open.append(Open(name: name, isInverted: first == "^", before: nodes))
            nodes = []
        case "/":
            let name = try VariableName(Self.trimmed(trimmed.dropFirst()))
            guard let section = open.popLast(), section.name == name else {
                throw .malformed("`{{/\(name.text)}}` closes no section of that name")
            }
            nodes = section.before + [.section(name, isInverted: section.isInverted, nodes)]
        case "{", "&", ">", "=", "<", "$":
            throw .malformed(
                "`{{\(Self.excerpt(trimmed))}}` is not understood: there are variables, sections, comments "
                    + "and documents, and nothing is ever escaped"
            )
        default:
            let words = trimmed.split(whereSeparator: \.isWhitespace)
            if words.count == 2, words[0] == "document" {
                nodes.append(.document(try VariableName(words[1])))
            } else {
                nodes.append(.variable(try VariableName(trimmed)))
            }
        }
    }

    private static func find(_ mark: StaticString, in text: Substring) -> Range<Substring.Index>? {
        let bytes = text.utf8
        let letter = mark.utf8Start.pointee
        var index = bytes.startIndex
        while let first = bytes[index...].firstIndex(of: letter) {
            let second = bytes.index(after: first)
            guard second < bytes.endIndex else { return nil }
            if bytes[second] == letter { return first..<bytes.index(after: second) }
            index = second
        }
        return nil
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    private static func excerpt(_ text: Substring) -> String { text.count > 40 ? text.prefix(40) + "…" : String(text) }
}
