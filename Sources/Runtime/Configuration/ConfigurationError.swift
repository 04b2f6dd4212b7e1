// SPDX-License-Identifier: Apache-2.0

/// Why a configuration is refused: every problem at once, each with its remedy.
public struct ConfigurationError: Error, Sendable, CustomStringConvertible {
    public struct Problem: Sendable, Hashable {
        /// The variable, or the key in the file such as `sites[2].freshness`; empty for the file as a whole.
        public var name: String
        /// The configuration file; nil where a variable is wrong.
        public var file: String?
        /// Where in the file.
        public var place: Place?
        /// What would be right; nil where the remedy says it.
        public var expected: String?
        /// What is there, as a predicate, such as "is `80x`". Never a secret.
        public var found: String
        /// What to do.
        public var remedy: String

        init(
            name: String,
            place: Place? = nil,
            file: String? = nil,
            expected: String? = nil,
            found: String,
            remedy: String
        ) {
            self.name = name
            self.place = place
            self.file = file
            self.expected = expected
            self.found = found
            self.remedy = remedy
        }

        /// What is wrong with it, behind its name.
        public var trouble: String { expected.map { "\(found); expected \($0)" } ?? found }

        /// File, line and name.
        public var subject: String {
            let place = place.map { ":\($0.line):\($0.column)" } ?? ""
            return [file.map { $0 + place }, name.isEmpty ? nil : name].compactMap(\.self).joined(separator: ": ")
        }
    }
    /// Variables first, then down the file.
    public let problems: [Problem]

    init(problems: [Problem]) {
        func line(_ problem: Problem) -> (Int, Int) { problem.place.map { ($0.line, $0.column) } ?? (0, 0) }
        self.problems = problems.enumerated()
            .sorted {
                line($0.element) == line($1.element) ? $0.offset < $1.offset : line($0.element) < line($1.element)
            }
            .map(\.element)
    }

    /// So many are printed: the rest of a file that is wrong everywhere helps nobody.
    private static let shown = 100

    public var description: String {
        var lines = problems.prefix(Self.shown).map { "  \($0.subject): \($0.trouble)\n      \($0.remedy)" }
        if problems.count > Self.shown { lines.append("  and \(problems.count - Self.shown) more") }
        return lines.joined(separator: "\n")
    }
}
