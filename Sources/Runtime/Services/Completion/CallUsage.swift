// SPDX-License-Identifier: Apache-2.0
import Locks
import Providers

/// What the model calls of one run used, those of its parts included. Answers that were rejected count: they were
/// paid for.
public struct CallUsage: Sendable, Hashable {
    /// Answers that were given, recorded ones of earlier runs included.
    public var answers = 0
    /// Tokens of the requests, those from a cache included.
    public var inputTokens = 0
    /// Of the input, those that providers had in a cache.
    public var cachedInputTokens = 0
    public var outputTokens = 0
    /// Milliseconds of the exchanges that gave the answers; more than the run's own time where calls ran side by side.
    public var milliseconds = 0
    /// What the answers with a price cost, by currency; one currency unless the configuration changed meanwhile.
    public var costs: [String: Int64] = [:]
    /// Answers of paid providers whose model has no price.
    public var unpriced = 0
    /// The models that answered, in order, without repeats.
    public var models: [String] = []

    public init() {}

    /// The same as fields of a log line.
    public var fields: [String: String] {
        var fields = [
            "model_answers": "\(answers)", "input_tokens": "\(inputTokens)", "cached_tokens": "\(cachedInputTokens)",
            "output_tokens": "\(outputTokens)",
        ]
        for (currency, cost) in costs { fields["cost_micro_\(currency.lowercased())"] = "\(cost)" }
        if unpriced > 0 { fields["unpriced_answers"] = "\(unpriced)" }
        return fields
    }
}

/// Adds up usage for a run and its parts.
final class UsageTally: Sendable {
    private let state = Lock(CallUsage())

    var usage: CallUsage { state.withLock { $0 } }

    /// - Parameter isUsed: the job got the answer; a rejected one only costs.
    func add(_ call: RecordedCall, isPaid: Bool, isUsed: Bool) {
        let answer = call.answer
        state.withLock { usage in
            usage.answers += 1
            usage.inputTokens = Self.sum(usage.inputTokens, answer.inputTokens)
            usage.cachedInputTokens = Self.sum(usage.cachedInputTokens, answer.cachedInputTokens)
            usage.outputTokens = Self.sum(usage.outputTokens, answer.outputTokens)
            usage.milliseconds = Self.sum(usage.milliseconds, answer.timing?.whole ?? 0)
            if let cost = call.cost {
                usage.costs[cost.currency] = Self.sum(usage.costs[cost.currency] ?? 0, cost.microUnits)
            } else if isPaid {
                usage.unpriced += 1
            }
            if isUsed, !usage.models.contains(answer.model) { usage.models.append(answer.model) }
        }
    }

    /// A provider may say anything; the largest number stands for more.
    private static func sum<Number: FixedWidthInteger>(_ left: Number, _ right: Number) -> Number {
        let (sum, isTooLarge) = left.addingReportingOverflow(max(0, right))
        return isTooLarge ? .max : sum
    }
}
