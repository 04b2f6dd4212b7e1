// SPDX-License-Identifier: Apache-2.0

/// Which of the plain kinds a text is.
public enum TextKind: String, Sendable, Hashable, CaseIterable {
    case plain, markdown, delimited

    /// The kind by the text's own looks, and by what it is said to be where its looks allow it.
    /// - Parameters:
    ///   - text: its beginning, UTF-8.
    ///   - hint: what its name or media type says; nil: nothing.
    public static func of(_ text: [UInt8], hint: TextKind?) -> TextKind {
        switch hint {
        case .markdown: return .markdown
        case .delimited:
            // A table of one column has no delimiter: each line is a row.
            return .delimited
        case .plain, nil:
            if let dialect = DelimitedDialect.find(in: text), dialect.isSure { return .delimited }
            return hint == nil && MarkdownLook.isMarkdown(text) ? .markdown : .plain
        }
    }
}
