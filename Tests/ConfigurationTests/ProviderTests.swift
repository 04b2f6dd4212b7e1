// SPDX-License-Identifier: Apache-2.0
import Configuration
import Prices
import Signing
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ProviderTests {
    @Test func eachKindHasItsVendorsNames() throws {
        let chat = try read(["OPENAI_API_KEY": "sk-a", "MORTISE_MODEL": "m"]).provider
        #expect(chat.kind == "openai" && chat.key?.reveal() == "sk-a" && chat.model == "m" && chat.baseURL == nil)
        let responses = try read([
            "MORTISE_PROVIDER": "openai-responses", "OPENAI_API_KEY": "sk-a", "OPENAI_BASE_URL": "https://b.example/v1",
        ]).provider
        #expect(responses.kind == "openai-responses" && responses.baseURL == "https://b.example/v1")
        let anthropic = try read(
            ["MORTISE_PROVIDER": "anthropic", "ANTHROPIC_API_KEY_FILE": "/key", "OPENAI_API_KEY": "sk-unused"],
            files: ["/key": "sk-ant\n"]
        ).provider
        #expect(anthropic.kind == "anthropic" && anthropic.key?.reveal() == "sk-ant")
    }

    @Test func aServerOfOnesOwnNeedsNoKey() throws {
        let own = try read(["MORTISE_PROVIDER": "anthropic", "ANTHROPIC_BASE_URL": "http://127.0.0.1:9"]).provider
        #expect(own.key == nil && own.baseURL == "http://127.0.0.1:9")
        #expect(try read(["MORTISE_PROVIDER": "extractive", "OPENAI_API_KEY": "sk-a"]).provider.kind == "extractive")
    }

    @Test(
        "what does not fit together is refused, with a remedy",
        arguments: [
            ["MORTISE_PROVIDER": "gemini"],
            ["MORTISE_PROVIDER": "openai"],
            ["MORTISE_PROVIDER": "openai-responses", "ANTHROPIC_API_KEY": "k"],
            ["MORTISE_PROVIDER": "anthropic", "OPENAI_API_KEY": "k"],
            ["MORTISE_PROVIDER": "anthropic", "ANTHROPIC_API_KEY": "changeme"],
            ["MORTISE_PROVIDER": "anthropic", "ANTHROPIC_API_KEY_FILE": "/none"],
            ["MORTISE_PROVIDER": "anthropic", "ANTHROPIC_API_KEY": "k", "ANTHROPIC_BASE_URL": "nowhere"],
            ["MORTISE_PROVIDER": "anthropic", "ANTHROPIC_API_KEY": "k", "MORTISE_EMBEDDING_MODEL": "m"],
            ["OPENAI_API_KEY": "k", "MORTISE_PRICES_FILE": "/none"],
            ["OPENAI_API_KEY": "k", "MORTISE_PRICES_FILE": "/bad"],
        ]
    )
    func refused(changes: [String: String]) {
        let found = problems(changes, files: ["/bad": #"{"currency":"USD"}"#])
        #expect(found.count == 1, "\(found)")
        #expect(found.allSatisfy { !$0.remedy.isEmpty })
    }

    @Test func pricesAreReadAtStart() throws {
        let prices = #"{"currency":"EUR","models":{"m":{"input":"1","output":"2"}}}"#
        let found = try read(["OPENAI_API_KEY": "k", "MORTISE_PRICES_FILE": "/p"], files: ["/p": prices]).provider
        #expect(found.prices?.price(of: "m") == ModelPrice(input: 1_000_000, output: 2_000_000))
    }
}
