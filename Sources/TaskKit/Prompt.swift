// SPDX-License-Identifier: Apache-2.0

/// What a task asks of a language model, in words that no vendor owns.
public struct Prompt: Sendable, Hashable {
    public struct Part: Sendable, Hashable {
        public enum Role: UInt32, Sendable { case system, user, assistant }
        /// Instructions are obeyed; a document is data, fenced as such by the host.
        public enum Kind: UInt32, Sendable { case instruction, document }
        public var role: Role
        public var kind: Kind
        /// A document's title, or empty.
        public var label: String
        public var text: String

        public static func instruction(_ text: String, role: Role = .user) -> Part {
            Part(role: role, kind: .instruction, label: "", text: text)
        }
        public static func document(_ text: String, title: String = "", role: Role = .user) -> Part {
            Part(role: role, kind: .document, label: title, text: text)
        }
    }
    /// Consecutive parts of one role are one message. 1 to 256 parts, 8 MiB of text in all.
    public var parts: [Part]
    /// Nil: the site's model.
    public var model: String?
    /// Nil: the provider's own.
    public var temperature: Double?
    public var maximumOutputTokens: Int?
    /// How many words are wanted. Say it in an instruction too: only providers without a model read it here.
    public var targetWords: Int?

    public init(
        _ parts: [Part],
        model: String? = nil,
        temperature: Double? = nil,
        maximumOutputTokens: Int? = nil,
        targetWords: Int? = nil
    ) {
        self.parts = parts
        self.model = model
        self.temperature = temperature
        self.maximumOutputTokens = maximumOutputTokens
        self.targetWords = targetWords
    }
}

/// What a language model said.
public struct Completion: Sendable, Hashable {
    public var text: String
    /// The model that answered.
    public var model: String
    public var inputTokens: Int
    public var outputTokens: Int

    public init(text: String, model: String, inputTokens: Int = 0, outputTokens: Int = 0) {
        self.text = text
        self.model = model
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
    }
}
