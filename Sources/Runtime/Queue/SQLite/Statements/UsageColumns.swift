// SPDX-License-Identifier: Apache-2.0
import Jobs

/// A job's usage in the columns of its outcome: their order, writing and reading in one place.
enum UsageColumns {
    static let names = "answers, input_tokens, cached_tokens, output_tokens, model_milliseconds, unpriced, costs"
    static let selected = """
        r.answers, r.input_tokens, r.cached_tokens, r.output_tokens, r.model_milliseconds, r.unpriced, r.costs
        """

    static func values(_ usage: JobUsage?) -> [Value] {
        [
            .optional(usage?.answers), .optional(usage?.inputTokens), .optional(usage?.cachedTokens),
            .optional(usage?.outputTokens), .optional(usage?.milliseconds), .optional(usage?.unpriced),
            .optional(usage.map { encode($0.costs) }),
        ]
    }

    /// - Parameter first: the column of `answers`.
    static func usage(_ row: Row, from first: Int32) -> JobUsage? {
        row.optionalInteger(first).map { answers in
            JobUsage(
                answers: answers,
                inputTokens: row.integer(first + 1),
                cachedTokens: row.integer(first + 2),
                outputTokens: row.integer(first + 3),
                milliseconds: row.integer(first + 4),
                unpriced: row.integer(first + 5),
                costs: decode(row.text(first + 6))
            )
        }
    }

    private static func encode(_ costs: [String: Int64]) -> String {
        costs.sorted { $0.key < $1.key }.prefix(16).map { "\($0.key) \($0.value)" }.joined(separator: "\n")
    }

    private static func decode(_ text: String) -> [String: Int64] {
        var costs: [String: Int64] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, let units = Int64(words[1]) { costs[String(words[0])] = units }
        }
        return costs
    }
}
