// SPDX-License-Identifier: Apache-2.0

/// What a job's calls of models took: those of its last run, the recorded answers of earlier runs that it was given
/// again included, and rejected ones too.
public struct JobUsage: Hashable, Sendable {
    /// Answers of models.
    public var answers: Int64
    /// Tokens of the requests, those from a cache included.
    public var inputTokens: Int64
    /// Of the input, those that providers had in a cache.
    public var cachedTokens: Int64
    public var outputTokens: Int64
    /// Milliseconds of the exchanges; more than the run's own time where calls ran side by side.
    public var milliseconds: Int64
    /// Paid answers whose model has no price.
    public var unpriced: Int64
    /// What the others cost: millionths of each currency's unit, by its three letters.
    public var costs: [String: Int64]

    public init(
        answers: Int64,
        inputTokens: Int64,
        cachedTokens: Int64,
        outputTokens: Int64,
        milliseconds: Int64,
        unpriced: Int64 = 0,
        costs: [String: Int64] = [:]
    ) {
        self.answers = answers
        self.inputTokens = inputTokens
        self.cachedTokens = cachedTokens
        self.outputTokens = outputTokens
        self.milliseconds = milliseconds
        self.unpriced = unpriced
        self.costs = costs
    }
}
