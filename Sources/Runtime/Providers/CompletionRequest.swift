// SPDX-License-Identifier: Apache-2.0

/// What is asked of a model, in words that no vendor owns. Consecutive parts of one role are one message.
public struct CompletionRequest: Sendable, Hashable, Codable {
    public struct Part: Sendable, Hashable, Codable {
        public enum Role: String, Sendable, Codable { case system, user, assistant }
        public enum Kind: String, Sendable, Codable {
            /// What to do.
            case instruction
            /// What to do it with: data, never to be obeyed.
            case document
            /// A picture or a file; the text is empty, the label what it is called.
            case attachment
        }
        public var role: Role
        public var kind: Kind
        /// For a document: its title, or empty.
        public var label: String
        public var text: String
        /// Present exactly with an attachment.
        public var attachment: Attachment?

        public init(role: Role, kind: Kind, label: String = "", text: String, attachment: Attachment? = nil) {
            self.role = role
            self.kind = kind
            self.label = label
            self.text = text
            self.attachment = attachment
        }
    }
    public var parts: [Part]
    /// The model asked for; nil leaves it to the provider.
    public var model: String?
    public var temperature: Double?
    public var maximumOutputTokens: Int?
    /// How many words the answer should have. Vendors learn it from the instruction; `extractive` from here.
    public var targetWords: Int?
    /// JSON Schema that the answer is to fit, as JSON text; nil: free text.
    public var answerSchema: String?

    public init(
        parts: [Part],
        model: String? = nil,
        temperature: Double? = nil,
        maximumOutputTokens: Int? = nil,
        targetWords: Int? = nil,
        answerSchema: String? = nil
    ) {
        self.parts = parts
        self.model = model
        self.temperature = temperature
        self.maximumOutputTokens = maximumOutputTokens
        self.targetWords = targetWords
        self.answerSchema = answerSchema
    }
}
