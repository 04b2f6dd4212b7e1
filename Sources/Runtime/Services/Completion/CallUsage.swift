// SPDX-License-Identifier: Apache-2.0
import Locks

/// What the model calls of one run used, those of its parts included. Answers that were rejected count: they were
/// paid for.
public struct CallUsage: Sendable, Hashable {
    /// Answers that were given, recorded ones of earlier runs included.
    public var answers = 0
    public var inputTokens = 0
    public var outputTokens = 0
    /// The models that answered, in order, without repeats.
    public var models: [String] = []

    public init() {}
}

/// Adds up usage for a run and its parts.
final class UsageTally: Sendable {
    private let state = Lock(CallUsage())

    var usage: CallUsage { state.withLock { $0 } }

    /// - Parameter isUsed: the job got the answer; a rejected one only costs.
    func add(model: String, inputTokens: Int, outputTokens: Int, isUsed: Bool = true) {
        state.withLock { usage in
            usage.answers += 1
            usage.inputTokens = Self.sum(usage.inputTokens, inputTokens)
            usage.outputTokens = Self.sum(usage.outputTokens, outputTokens)
            if isUsed, !usage.models.contains(model) { usage.models.append(model) }
        }
    }

    /// A provider may say anything; the largest number stands for more.
    private static func sum(_ left: Int, _ right: Int) -> Int {
        let (sum, isTooLarge) = left.addingReportingOverflow(max(0, right))
        return isTooLarge ? .max : sum
    }
}
