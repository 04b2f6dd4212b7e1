// SPDX-License-Identifier: Apache-2.0

/// The summary's form: an overview, sections and bullets. A model that was asked for it mostly gives it; one that writes
/// plain sentences, as the built-in extractive provider does, has its answer put into the form.
enum SummaryForm {
    private static let mostSections = 12
    private static let bulletsASection = 4

    /// - Parameters:
    ///   - answer: what came of the last call.
    ///   - partials: the parts' summaries, or with `isWhole` the document itself, which is not repeated.
    static func markdown(_ answer: String, partials: [Partial], isWhole: Bool) -> String {
        let answer = unfenced(trimmed(answer))
        guard !hasForm(answer) else { return answer }
        let sentences = Sentences.pieces(of: answer, longest: 400).map { trimmed(String($0)) }.filter { !$0.isEmpty }
        guard isWhole else {
            return "## Overview\n\n" + answer + sections(partials).joined()
        }
        guard sentences.count > 3 else { return "## Overview\n\n" + answer }
        let overview = sentences.prefix(2).joined(separator: " ")
        let points = sentences.dropFirst(2).map { "- " + oneLine($0) }.joined(separator: "\n")
        return "## Overview\n\n" + overview + "\n\n## Key points\n\n" + points
    }

    /// One for each heading that parts begin under, in order; parts without one share a section.
    private static func sections(_ partials: [Partial]) -> [String] {
        var sections: [(name: String, points: [String])] = []
        for partial in partials {
            let name = partial.heading.map(oneLine) ?? "Key points"
            let points = Sentences.pieces(of: partial.text, longest: 400)
                .map { oneLine(trimmed(String($0))) }.filter { $0.contains { $0.isLetter || $0.isNumber } }
            if let index = sections.firstIndex(where: { $0.name == name }) {
                sections[index].points += points
            } else {
                sections.append((name, points))
            }
        }
        // A document of many parts gets the first of its sections in full and no endless list.
        let shown = evenly(sections, mostSections)
        return shown.map { section in
            "\n\n## \(section.name)\n\n"
                + evenly(section.points, bulletsASection).map { "- " + $0 }.joined(separator: "\n")
        }
    }

    /// So many of them, spread over all.
    private static func evenly<Element>(_ all: [Element], _ count: Int) -> [Element] {
        guard all.count > count else { return all }
        return (0..<count).map { all[$0 * all.count / count] }
    }

    private static func hasForm(_ text: String) -> Bool {
        let lines = text.split(separator: "\n")
        let headings = lines.count { $0.hasPrefix("#") }
        let bullets = lines.count { $0.hasPrefix("- ") || $0.hasPrefix("* ") || $0.hasPrefix("1. ") }
        return headings > 0 || bullets > 1
    }

    /// Models put Markdown into a fence unasked.
    private static func unfenced(_ text: String) -> String {
        guard text.hasPrefix("```"), text.hasSuffix("```"), let newline = text.firstIndex(of: "\n") else { return text }
        let tag = text[text.startIndex..<newline].dropFirst(3)
        guard tag.isEmpty || tag == "markdown" || tag == "md" else { return text }
        let inside = text[text.index(after: newline)...].dropLast(3)
        return inside.contains("```") ? text : trimmed(String(inside))
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).map { line in
            line.drop { $0 == "#" || $0 == "-" || $0 == "*" || $0 == " " }
        }.joined(separator: " ")
    }

    private static func trimmed(_ text: String) -> String {
        var text = Substring(text)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
