// SPDX-License-Identifier: Apache-2.0

/// What a language model said.
public struct Completion: Sendable, Hashable {
    public var text: String
    /// The model that answered.
    public var model: String
    public var inputTokens: Int
    public var outputTokens: Int
    /// Names the answer within its job.
    public var number: UInt64
    /// Whom to tell of a rejection; no part of the value.
    var services: (any TaskServices)?

    public init(text: String, model: String, inputTokens: Int = 0, outputTokens: Int = 0, number: UInt64 = 0) {
        self.text = text
        self.model = model
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.number = number
    }

    /// Says that the answer is of no use (not the asked form, empty): it is not served again, and the next identical
    /// request asks the provider anew.
    /// - Parameter reason: for people, at most 2,000 bytes.
    public func reject(_ reason: String) { services?.reject(number, reason: reason) }

    public static func == (left: Completion, right: Completion) -> Bool {
        left.text == right.text && left.model == right.model && left.number == right.number
            && left.inputTokens == right.inputTokens && left.outputTokens == right.outputTokens
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(text)
        hasher.combine(model)
        hasher.combine(number)
    }
}

/// An answer that was asked for as a type, and fits it.
public struct Answer<Value: Sendable>: Sendable {
    public var value: Value
    /// The answer that was taken, as it came.
    public var completion: Completion
    /// How often the model was asked, 1 and up.
    public var requests: Int

    public init(value: Value, completion: Completion, requests: Int = 1) {
        self.value = value
        self.completion = completion
        self.requests = requests
    }
}

/// Texts as vectors of unit length.
public struct Embeddings: Sendable, Hashable {
    /// Numbers a vector.
    public var dimension: Int
    /// One vector behind the other, in the order of the texts.
    public var values: [Float]
    /// The model that answered.
    public var model: String
    public var inputTokens: Int

    public init(dimension: Int, values: [Float], model: String, inputTokens: Int = 0) {
        self.dimension = dimension
        self.values = values
        self.model = model
        self.inputTokens = inputTokens
    }

    /// How many vectors there are.
    public var count: Int { dimension > 0 ? values.count / dimension : 0 }

    /// The vector of the text with this index.
    public subscript(index: Int) -> ArraySlice<Float> { values[index * dimension..<(index + 1) * dimension] }

    /// How near two texts are in meaning: the cosine of the angle between their vectors, -1 to 1.
    public func similarity(_ first: Int, _ second: Int) -> Float {
        zip(self[first], self[second]).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
