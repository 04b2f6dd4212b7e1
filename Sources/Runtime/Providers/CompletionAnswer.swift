// SPDX-License-Identifier: Apache-2.0

/// What a model said, and what it took. Behind a reference, copied when it is changed: functions that wait for an answer
/// hold room for it, and thousands may wait at once.
public struct CompletionAnswer: Sendable {
    fileprivate struct Fields: Sendable, Hashable {
        var text: String
        var model: String
        var inputTokens: Int
        var cachedInputTokens: Int
        var cacheWriteTokens: Int
        var outputTokens: Int
        var timing: CallTiming?
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

    public var text: String {
        get { box.fields.text }
        set { fields.text = newValue }
    }
    /// The model that answered, in its provider's words.
    public var model: String {
        get { box.fields.model }
        set { fields.model = newValue }
    }
    /// All tokens of the request, those from a cache and those written to one included.
    public var inputTokens: Int {
        get { box.fields.inputTokens }
        set { fields.inputTokens = newValue }
    }
    /// Of the input, those that the provider had in a cache.
    public var cachedInputTokens: Int {
        get { box.fields.cachedInputTokens }
        set { fields.cachedInputTokens = newValue }
    }
    /// Of the input, those that the provider put into a cache.
    public var cacheWriteTokens: Int {
        get { box.fields.cacheWriteTokens }
        set { fields.cacheWriteTokens = newValue }
    }
    public var outputTokens: Int {
        get { box.fields.outputTokens }
        set { fields.outputTokens = newValue }
    }
    /// How long the exchange took; nil where there was none.
    public var timing: CallTiming? {
        get { box.fields.timing }
        set { fields.timing = newValue }
    }

    public init(
        text: String,
        model: String,
        inputTokens: Int,
        outputTokens: Int,
        cachedInputTokens: Int = 0,
        cacheWriteTokens: Int = 0,
        timing: CallTiming? = nil
    ) {
        box = Box(
            Fields(
                text: text,
                model: model,
                inputTokens: inputTokens,
                cachedInputTokens: cachedInputTokens,
                cacheWriteTokens: cacheWriteTokens,
                outputTokens: outputTokens,
                timing: timing
            )
        )
    }

    fileprivate init(_ fields: Fields) { box = Box(fields) }
}

extension CompletionAnswer: Hashable {
    public static func == (one: Self, other: Self) -> Bool { one.fields == other.fields }
    public func hash(into hasher: inout Hasher) { hasher.combine(fields) }
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
    /// Answers that were recorded before caches were counted have none of the later members.
    public init(from decoder: any Decoder) throws { self.init(try Fields(from: decoder)) }
    public func encode(to encoder: any Encoder) throws { try fields.encode(to: encoder) }
}

extension CompletionAnswer.Fields: Codable {
    private enum CodingKeys: String, CodingKey {
        case text, model, inputTokens, outputTokens, cachedInputTokens, cacheWriteTokens, timing
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            text: try values.decode(String.self, forKey: .text),
            model: try values.decode(String.self, forKey: .model),
            inputTokens: try values.decode(Int.self, forKey: .inputTokens),
            cachedInputTokens: try values.decodeIfPresent(Int.self, forKey: .cachedInputTokens) ?? 0,
            cacheWriteTokens: try values.decodeIfPresent(Int.self, forKey: .cacheWriteTokens) ?? 0,
            outputTokens: try values.decode(Int.self, forKey: .outputTokens),
            timing: try values.decodeIfPresent(CallTiming.self, forKey: .timing)
        )
    }
}
