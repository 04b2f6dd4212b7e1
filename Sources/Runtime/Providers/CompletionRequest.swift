// SPDX-License-Identifier: Apache-2.0

/// What is asked of a model, in words that no vendor owns. Consecutive parts of one role are one message. Behind a
/// reference, copied when it is changed: functions that wait for an answer hold what they asked, and thousands may wait.
public struct CompletionRequest: Sendable {
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
    fileprivate struct Fields: Sendable, Hashable, Codable {
        var parts: [Part]
        var model: String?
        var temperature: Double?
        var maximumOutputTokens: Int?
        var targetWords: Int?
        var answerSchema: String?
    }
    private final class Box: Sendable {
        let fields: Fields
        init(_ fields: Fields) { self.fields = fields }
    }
    private var box: Box

    fileprivate var fields: Fields {
        get { box.fields }
        set { box = Box(newValue) }
    }

    public var parts: [Part] {
        get { box.fields.parts }
        set { fields.parts = newValue }
    }
    /// The model asked for; nil leaves it to the provider.
    public var model: String? {
        get { box.fields.model }
        set { fields.model = newValue }
    }
    public var temperature: Double? {
        get { box.fields.temperature }
        set { fields.temperature = newValue }
    }
    public var maximumOutputTokens: Int? {
        get { box.fields.maximumOutputTokens }
        set { fields.maximumOutputTokens = newValue }
    }
    /// How many words the answer should have. Vendors learn it from the instruction; `extractive` from here.
    public var targetWords: Int? {
        get { box.fields.targetWords }
        set { fields.targetWords = newValue }
    }
    /// JSON Schema that the answer is to fit, as JSON text; nil: free text.
    public var answerSchema: String? {
        get { box.fields.answerSchema }
        set { fields.answerSchema = newValue }
    }

    public init(
        parts: [Part],
        model: String? = nil,
        temperature: Double? = nil,
        maximumOutputTokens: Int? = nil,
        targetWords: Int? = nil,
        answerSchema: String? = nil
    ) {
        self.init(
            Fields(
                parts: parts,
                model: model,
                temperature: temperature,
                maximumOutputTokens: maximumOutputTokens,
                targetWords: targetWords,
                answerSchema: answerSchema
            )
        )
    }

    fileprivate init(_ fields: Fields) { box = Box(fields) }
}

extension CompletionRequest: Hashable {
    public static func == (one: Self, other: Self) -> Bool { one.fields == other.fields }
    public func hash(into hasher: inout Hasher) { hasher.combine(fields) }
}

extension CompletionRequest: Codable {
    public init(from decoder: any Decoder) throws { self.init(try Fields(from: decoder)) }
    public func encode(to encoder: any Encoder) throws { try fields.encode(to: encoder) }
}
