// SPDX-License-Identifier: Apache-2.0

/// What a model said, and what it took.
public struct CompletionAnswer: Sendable, Hashable {
    public var text: String
    /// The model that answered, in its provider's words.
    public var model: String
    /// All tokens of the request, those from a cache and those written to one included.
    public var inputTokens: Int
    /// Of the input, those that the provider had in a cache.
    public var cachedInputTokens: Int
    /// Of the input, those that the provider put into a cache.
    public var cacheWriteTokens: Int
    public var outputTokens: Int
    /// How long the exchange took; nil where there was none.
    public var timing: CallTiming?

    public init(
        text: String,
        model: String,
        inputTokens: Int,
        outputTokens: Int,
        cachedInputTokens: Int = 0,
        cacheWriteTokens: Int = 0,
        timing: CallTiming? = nil
    ) {
        self.text = text
        self.model = model
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.cachedInputTokens = cachedInputTokens
        self.cacheWriteTokens = cacheWriteTokens
        self.timing = timing
    }
}

/// How long one exchange with a provider took.
public struct CallTiming: Sendable, Hashable, Codable {
    /// Milliseconds from the beginning to the first byte of the answer; nil where it is not known.
    public var firstByte: Int?
    /// Milliseconds from the beginning to the answer's end.
    public var whole: Int

    public init(firstByte: Int?, whole: Int) {
        self.firstByte = firstByte
        self.whole = whole
    }
}

extension CompletionAnswer: Codable {
    private enum CodingKeys: String, CodingKey {
        case text, model, inputTokens, outputTokens, cachedInputTokens, cacheWriteTokens, timing
    }

    /// Answers that were recorded before caches were counted have none of the later members.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        text = try values.decode(String.self, forKey: .text)
        model = try values.decode(String.self, forKey: .model)
        inputTokens = try values.decode(Int.self, forKey: .inputTokens)
        outputTokens = try values.decode(Int.self, forKey: .outputTokens)
        cachedInputTokens = try values.decodeIfPresent(Int.self, forKey: .cachedInputTokens) ?? 0
        cacheWriteTokens = try values.decodeIfPresent(Int.self, forKey: .cacheWriteTokens) ?? 0
        timing = try values.decodeIfPresent(CallTiming.self, forKey: .timing)
    }
}
