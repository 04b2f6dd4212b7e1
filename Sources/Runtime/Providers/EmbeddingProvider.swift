// SPDX-License-Identifier: Apache-2.0

/// The seam to a model that turns texts into vectors: one request in, one vector for each text or one typed failure
/// out. As with `CompletionProvider`, retries, limits and memory are somebody else's.
public protocol EmbeddingProvider: Sendable {
    /// `tf-idf`, `openai`, …
    var name: String { get }

    /// Whether an answer costs money; only paid ones are worth remembering.
    var isPaid: Bool { get }

    /// How much one call takes; nil: everything at once, because a text's vector depends on the others.
    var batch: EmbeddingBatch? { get }

    /// - Parameters:
    ///   - model: nil leaves it to the provider.
    ///   - timeout: seconds until the call is given up.
    func embed(_ texts: [String], model: String?, timeout: Double) async throws(ProviderFailure) -> Embeddings
}

/// How much text one call takes.
public struct EmbeddingBatch: Sendable {
    public var texts: Int
    /// Of UTF-8, in all texts of the batch. A single text may be longer.
    public var bytes: Int

    public init(texts: Int, bytes: Int) {
        self.texts = texts
        self.bytes = bytes
    }
}

/// Vectors of unit length, one behind the other.
public struct Embeddings: Sendable, Hashable {
    /// Numbers in each vector.
    public var dimension: Int
    public var values: [Float]
    /// The model that made them.
    public var model: String
    public var inputTokens: Int

    public init(dimension: Int, values: [Float], model: String, inputTokens: Int) {
        self.dimension = dimension
        self.values = values
        self.model = model
        self.inputTokens = inputTokens
    }
}
