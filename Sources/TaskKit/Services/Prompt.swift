// SPDX-License-Identifier: Apache-2.0

/// What a task asks of a language model, in words that no vendor owns.
public struct Prompt: Sendable, Hashable {
    public struct Part: Sendable, Hashable {
        public enum Role: UInt32, Sendable { case system, user, assistant }
        /// Instructions are obeyed; a document is data, fenced as such by the host; an attachment is a picture or
        /// another file in a buffer.
        public enum Kind: UInt32, Sendable { case instruction, document, attachment }
        public var role: Role
        public var kind: Kind
        /// A document's title, or empty.
        public var label: String
        /// With an attachment: what it is called, or empty.
        public var text: String
        /// With an attachment: at most 16 MiB, and what it holds, such as `image/png`.
        public var attachment: Buffer?
        public var mediaType = ""

        public static func instruction(_ text: String, role: Role = .user) -> Part {
            Part(role: role, kind: .instruction, label: "", text: text)
        }
        public static func document(_ text: String, title: String = "", role: Role = .user) -> Part {
            Part(role: role, kind: .document, label: title, text: text)
        }
        public static func attachment(
            _ buffer: Buffer,
            mediaType: String,
            name: String = "",
            role: Role = .user
        ) -> Part {
            Part(role: role, kind: .attachment, label: "", text: name, attachment: buffer, mediaType: mediaType)
        }
    }
    /// Consecutive parts of one role are one message. 1 to 256 parts, 8 MiB of text in all, 8 attachments.
    public var parts: [Part]
    /// Nil: the site's model.
    public var model: String?
    /// Nil: the provider's own.
    public var temperature: Double?
    public var maximumOutputTokens: Int?
    /// How many words are wanted. Say it in an instruction too: only providers without a model read it here.
    public var targetWords: Int?
    /// JSON Schema that the answer is to fit, for providers that can be told, at most 64 KiB; nil: free text. Not every
    /// provider keeps to it: `complete(_:as:)` sets it, and checks.
    public var answerSchema: String?

    public init(
        _ parts: [Part],
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
