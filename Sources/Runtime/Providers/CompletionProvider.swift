// SPDX-License-Identifier: Apache-2.0

/// The seam to a language model: one request in, one answer or one typed failure out. A provider never
/// retries, never waits for a limit and never remembers; Services does that around it.
public protocol CompletionProvider: Sendable {
    /// `extractive`, `openai`, …: what provenance and the memo call it.
    var name: String { get }

    /// Whether an answer costs money. Paid providers have rate limits by default.
    var isPaid: Bool { get }

    /// - Parameter timeout: seconds until the call is given up.
    func complete(
        _ request: CompletionRequest,
        timeout: Double
    ) async throws(ProviderFailure) -> CompletionAnswer

    /// The same, and hands on the answer's text as it comes. A provider that cannot hands on nothing.
    /// - Parameter pieces: called in order, and not after this has returned. Must not block.
    func complete(
        _ request: CompletionRequest,
        timeout: Double,
        pieces: @escaping @Sendable (String) -> Void
    ) async throws(ProviderFailure) -> CompletionAnswer
}

extension CompletionProvider {
    public func complete(
        _ request: CompletionRequest,
        timeout: Double,
        pieces: @escaping @Sendable (String) -> Void
    ) async throws(ProviderFailure) -> CompletionAnswer {
        try await complete(request, timeout: timeout)
    }
}

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

/// What a model said.
public struct CompletionAnswer: Sendable, Hashable, Codable {
    public var text: String
    /// The model that answered, in its provider's words.
    public var model: String
    public var inputTokens: Int
    public var outputTokens: Int

    public init(text: String, model: String, inputTokens: Int, outputTokens: Int) {
        self.text = text
        self.model = model
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
    }
}

/// Why a provider gave no answer. The kinds are told apart because each has another remedy.
public struct ProviderFailure: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Kind: String, Sendable {
        /// Too many requests or tokens; wait `retryAfter`.
        case rateLimited
        /// The provider is overloaded or broken on its side (5xx).
        case overloaded
        /// The account has no money left or reached its cap; waiting does not help.
        case spendCap
        /// The request is longer than the model takes.
        case tooLong
        /// The provider refused the content.
        case contentRefused
        /// Key or permission is wrong.
        case unauthorized
        /// The provider calls the request malformed, or does not know the model.
        case badRequest
        /// The provider cannot take an attachment, or not one of this kind.
        case unsupportedAttachment
        /// The provider cannot be held to an answer of a given form.
        case unsupportedSchema
        /// The answer was no such answer: cut, no JSON, no text in it.
        case broken
        /// No connection, or it broke before an answer came.
        case unreachable
        /// No answer in time.
        case timedOut
    }
    public let kind: Kind
    /// A sentence for a person; never holds a key or the request's text.
    public let message: String
    /// Seconds that the provider asked to wait.
    public let retryAfter: Double?
    public var description: String { message }

    public init(_ kind: Kind, _ message: String, retryAfter: Double? = nil) {
        self.kind = kind
        self.message = message
        self.retryAfter = retryAfter
    }
}
