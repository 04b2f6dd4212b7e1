// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Prices

@Suite(.timeLimit(.minutes(1)))
struct PriceTests {
    private func table(_ models: String) throws -> PriceTable {
        try PriceTable(#"{"currency":"USD","as_of":"2026-11-01","models":{\#(models)}}"#)
    }

    @Test(
        arguments: [
            ("0.15", 150_000), ("1", 1_000_000), ("12.5", 12_500_000), ("0.000001", 1),
            ("999999999", 999_999_999_000_000),
            ("0", 0), ("00.10", 100_000), ("", nil), (".5", nil), ("1.", nil), ("1.0000001", nil), ("-1", nil),
            ("1e3", nil), ("1,5", nil), ("1.2.3", nil), ("1000000000", nil), ("٣", nil), (" 1", nil),
        ] as [(String, Int64?)]
    )
    func aPriceIsReadAsItIsWritten(_ text: String, _ units: Int64?) {
        #expect(PriceTable.microUnits(text) == units)
    }

    @Test func aCallCostsItsTokensToTheMicroUnit() throws {
        let price = try #require(
            try table(#""m":{"input":"0.15","output":0.60,"cached":"0.075","cache_write":"0.1875"}"#).price(of: "m")
        )
        // 700 at 0.15, 200 at 0.075, 100 at 0.1875, 50 at 0.60: 105 + 15 + 18.75 + 30 micro-units, rounded up.
        #expect(price.cost(inputTokens: 1_000, cachedTokens: 200, cacheWriteTokens: 100, outputTokens: 50) == 169)
        #expect(price.cost(inputTokens: 1, cachedTokens: 0, cacheWriteTokens: 0, outputTokens: 0) == 1)
        #expect(price.cost(inputTokens: 0, cachedTokens: 9, cacheWriteTokens: 9, outputTokens: 0) == 0)
        #expect(price.cost(inputTokens: -5, cachedTokens: -1, cacheWriteTokens: -1, outputTokens: -1) == 0)
        #expect(price.cost(inputTokens: 3_000_000, cachedTokens: 0, cacheWriteTokens: 0, outputTokens: 0) == 450_000)
        #expect(
            ModelPrice(input: .max, output: .max)
                .cost(inputTokens: .max, cachedTokens: 0, cacheWriteTokens: 0, outputTokens: .max) == .max
        )
    }

    @Test func withoutAPriceForCachesTheInputsCounts() {
        let price = ModelPrice(input: 1_000_000, output: 0)
        #expect(price.cost(inputTokens: 10, cachedTokens: 10, cacheWriteTokens: 0, outputTokens: 0) == 10)
        #expect(price.cost(inputTokens: 10, cachedTokens: 0, cacheWriteTokens: 10, outputTokens: 0) == 10)
    }

    @Test func theNearestNameCounts() throws {
        let prices = try table(
            #""gpt*":{"input":1,"output":1},"gpt-4o-mini*":{"input":2,"output":2},"gpt-4o-mini-x":{"input":3,"output":3}"#
        )
        #expect(prices.price(of: "gpt-4o-mini-x")?.input == 3_000_000)
        #expect(prices.price(of: "gpt-4o-mini-2024-07-18")?.input == 2_000_000)
        #expect(prices.price(of: "gpt-5")?.input == 1_000_000)
        #expect(prices.price(of: "claude") == nil)
        #expect(prices.currency == "USD" && prices.asOf == "2026-11-01" && prices.count == 3)
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"currency":"usd","models":{}}"#, #"{"currency":"USD"}"#, #"{"currency":"USD","models":[]}"#,
        #"{"currency":"USD","models":{"m":1}}"#, #"{"currency":"USD","models":{"m":{"input":"1"}}}"#,
        #"{"currency":"USD","models":{"m":{"input":"1","output":"x"}}}"#,
        #"{"currency":"USD","models":{"m":{"input":"1","output":"1","inptu":"1"}}}"#,
        #"{"currency":"USD","models":{"m":{"input":"1","output":"1"}},"x":1}"#,
        #"{"currency":"USD","models":{"m":{"input":1e-3,"output":1}}}"#,
    ])
    func whatIsNoTableIsRefusedWithASentence(_ text: String) {
        let problem = #expect(throws: PriceProblem.self) { try PriceTable(text) }
        #expect(problem?.description.isEmpty == false)
    }
}
