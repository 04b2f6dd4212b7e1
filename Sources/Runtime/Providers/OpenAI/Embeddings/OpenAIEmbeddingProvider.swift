// SPDX-License-Identifier: Apache-2.0
internal import FoundationEssentials
internal import Outbound

/// OpenAI's embeddings, and everything that speaks like them behind a base URL: `POST {baseURL}/embeddings`. See
/// https://platform.openai.com/docs/api-reference/embeddings.
public struct OpenAIEmbeddingProvider: EmbeddingProvider {
    /// The model used where a request names none.
    public static let defaultModel = "text-embedding-3-small"

    public var name: String { endpoint.name }
    public let isPaid: Bool
    /// The endpoint takes 2,048 texts and 300,000 tokens; a token is at least one byte. Fewer texts keep one answer
    /// short enough to be read without holding others up.
    public let batch: EmbeddingBatch? = EmbeddingBatch(texts: 128, bytes: 256 << 10)

    /// Bytes of an answer that are read: 128 vectors of 4,096 numbers.
    private static let responseLimit = 16 << 20

    private let endpoint: ProviderEndpoint
    private let model: String

    /// - Parameters:
    ///   - endpoint: where it is, and with which key.
    ///   - model: used where a request names none.
    public init(
        _ endpoint: ProviderEndpoint,
        model: String = OpenAIEmbeddingProvider.defaultModel,
        isPaid: Bool = true
    ) {
        self.endpoint = endpoint
        self.model = model
        self.isPaid = isPaid
    }

    public func embed(
        _ texts: [String],
        model: String?,
        timeout: Double
    ) async throws(ProviderFailure) -> Embeddings {
        let asked = model ?? self.model
        guard let body = try? JSONEncoder().encode(Request(input: texts, model: asked)) else {
            throw ProviderFailure(.badRequest, "the texts for \(name) cannot be written as JSON")
        }
        let call = endpoint.request("/embeddings", body: Array(body), timeout: timeout, limit: Self.responseLimit)
        let response = try await endpoint.send(call)
        guard !response.isCut else { throw broken("answered with more than \(Self.responseLimit) bytes") }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)) else {
            throw broken("gave an answer that holds no embeddings in JSON; does the base URL offer /embeddings?")
        }
        return try embeddings(answer, count: texts.count, asked: asked)
    }

    private func embeddings(_ answer: Answer, count: Int, asked: String) throws(ProviderFailure) -> Embeddings {
        let vectors = answer.data.sorted { $0.index ?? 0 < $1.index ?? 0 }
        guard vectors.count == count, let dimension = vectors.first?.embedding.count, dimension > 0,
            vectors.allSatisfy({ $0.embedding.count == dimension }),
            zip(0..., vectors).allSatisfy({ $1.index == nil || $1.index == $0 })
        else { throw broken("gave other vectors than one of equal length for each text") }
        var values: [Float] = []
        values.reserveCapacity(count * dimension)
        for vector in vectors {
            guard let unit = UnitLength.normalized(vector.embedding) else {
                throw broken("gave a vector without a direction")
            }
            values += unit
        }
        return Embeddings(
            dimension: dimension,
            values: values,
            model: answer.model ?? asked,
            inputTokens: max(0, answer.usage?.promptTokens ?? 0)
        )
    }

    private func broken(_ what: String) -> ProviderFailure { ProviderFailure(.broken, "\(name) \(what)") }

    private struct Request: Encodable {
        var input: [String]
        var model: String
        var encodingFormat = "float"

        enum CodingKeys: String, CodingKey {
            case input, model
            case encodingFormat = "encoding_format"
        }
    }

    private struct Answer: Decodable {
        struct Vector: Decodable {
            var index: Int?
            var embedding: [Double]
        }
        var model: String?
        var data: [Vector]
        var usage: ChatAnswer.Usage?
    }
}
