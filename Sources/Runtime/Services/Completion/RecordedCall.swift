// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Prices
import Providers

/// What the memo keeps of one call: the answer with its usage and times, and what it cost. A reference: calls that wait
/// hold room for what they will return.
final class RecordedCall: Sendable {
    let answer: CompletionAnswer
    /// Nil where no price of the model is known.
    let cost: CallCost?

    /// The answer's own members and `cost` beside them, so that what was recorded before prices were known is read too.
    var bytes: [UInt8]? {
        let encoder = JSONEncoder()
        return (try? encoder.encode(Coded(answer: answer, cost: cost))).map(Array.init)
    }

    init(_ answer: CompletionAnswer, cost: CallCost?) {
        self.answer = answer
        self.cost = cost
    }

    /// Nil for bytes that are no such record.
    convenience init?(_ bytes: [UInt8]) {
        guard let coded = try? JSONDecoder().decode(Coded.self, from: Data(bytes)) else { return nil }
        self.init(coded.answer, cost: coded.cost)
    }

    private struct Coded: Codable {
        var answer: CompletionAnswer
        var cost: CallCost?

        enum CodingKeys: String, CodingKey { case cost }

        init(answer: CompletionAnswer, cost: CallCost?) {
            self.answer = answer
            self.cost = cost
        }

        init(from decoder: any Decoder) throws {
            answer = try CompletionAnswer(from: decoder)
            cost = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(CallCost.self, forKey: .cost)
        }

        func encode(to encoder: any Encoder) throws {
            try answer.encode(to: encoder)
            var values = encoder.container(keyedBy: CodingKeys.self)
            try values.encodeIfPresent(cost, forKey: .cost)
        }
    }
}

/// Money in millionths of a currency's unit.
public struct CallCost: Sendable, Hashable, Codable {
    public var microUnits: Int64
    /// Such as `USD`.
    public var currency: String

    public init(microUnits: Int64, currency: String) {
        self.microUnits = microUnits
        self.currency = currency
    }
}

extension PriceTable {
    /// What an answer cost, by the model that gave it, else by the one that was asked.
    func cost(of answer: CompletionAnswer, askedModel: String?) -> CallCost? {
        guard let price = price(of: answer.model) ?? askedModel.flatMap(price(of:)) else { return nil }
        let units = price.cost(
            inputTokens: answer.inputTokens,
            cachedTokens: answer.cachedInputTokens,
            cacheWriteTokens: answer.cacheWriteTokens,
            outputTokens: answer.outputTokens
        )
        return CallCost(microUnits: units, currency: currency)
    }
}
