// SPDX-License-Identifier: Apache-2.0

/// What a reader made of a file.
public struct ReadDocument: Sendable, Hashable, Codable {
    public var blocks: [Block]
    /// As the file's own properties name it; nil when they do not.
    public var title: String?
    /// What was left out or could not be read, for people: "the file ends early: …". At most 32.
    public var warnings: [String]
    /// Characters that were left out because nobody who looks at the document would see them.
    public var hiddenCharacters: Int

    public init(blocks: [Block] = [], title: String? = nil, warnings: [String] = [], hiddenCharacters: Int = 0) {
        self.blocks = blocks
        self.title = title
        self.warnings = warnings
        self.hiddenCharacters = hiddenCharacters
    }

    /// Adds a warning unless it is there already, or 32 are.
    public mutating func warn(_ sentence: String) {
        if warnings.count < 32, !warnings.contains(sentence) { warnings.append(sentence) }
    }
}
