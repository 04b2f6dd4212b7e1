// SPDX-License-Identifier: Apache-2.0
import Configuration
import Prices
import Signing
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ProviderTests {
    private func service(_ changes: [String: String], files: [String: String] = [:]) throws -> ProviderService {
        let found: ProviderService? =
            if case .service(let service) = try read(changes, files: files).provider { service } else { nil }
        return try #require(found)
    }

    @Test func eachKindHasItsVendorsNames() throws {
        let chat = try service(["MORTISE_PROVIDER": "openai", "OPENAI_API_KEY": "sk-a", "MORTISE_MODEL": "m"])
        #expect(chat.api == .openAIChat && chat.key?.reveal() == "sk-a" && chat.model == "m")
        #expect(chat.baseURL == "https://api.openai.com/v1")
        let responses = try service([
            "MORTISE_PROVIDER": "openai-responses", "OPENAI_API_KEY": "sk-a", "OPENAI_BASE_URL": "https://b.example/v1",
        ])
        #expect(responses.api == .openAIResponses && responses.baseURL == "https://b.example/v1")
        let anthropic = try service(
            ["MORTISE_PROVIDER": "anthropic", "ANTHROPIC_API_KEY_FILE": "/key", "OPENAI_API_KEY": "sk-unused"],
            files: ["/key": "sk-ant\n"]
        )
        #expect(anthropic.api == .anthropic && anthropic.key?.reveal() == "sk-ant")
        #expect(anthropic.baseURL == "https://api.anthropic.com")
    }

    @Test func aKeyChoosesOpenAIAndAServerOfOnesOwnNeedsNone() throws {
        #expect(try service(["OPENAI_API_KEY": "sk-a"]).api == .openAIChat)
        let own = try service(["MORTISE_PROVIDER": "anthropic", "ANTHROPIC_BASE_URL": "http://127.0.0.1:9"])
        #expect(own.key == nil && own.baseURL == "http://127.0.0.1:9")
        guard case .extractive = try read(["MORTISE_PROVIDER": "extractive", "OPENAI_API_KEY": "sk-a"]).provider else {
            Issue.record("the built-in provider was asked for by name")
            return
        }
    }

    @Test(
        "what does not fit together is refused, with the name and a remedy",
        arguments: [
            (["MORTISE_PROVIDER": "gemini"], "MORTISE_PROVIDER"),
            (["MORTISE_PROVIDER": "openai"], "OPENAI_API_KEY"),
            (["MORTISE_PROVIDER": "openai-responses", "ANTHROPIC_API_KEY": "k"], "OPENAI_API_KEY"),
            (["MORTISE_PROVIDER": "anthropic", "OPENAI_API_KEY": "k"], "ANTHROPIC_API_KEY"),
            (["MORTISE_PROVIDER": "anthropic", "ANTHROPIC_API_KEY": "changeme"], "ANTHROPIC_API_KEY"),
            (
                ["MORTISE_PROVIDER": "anthropic", "ANTHROPIC_API_KEY": "k", "ANTHROPIC_API_KEY_FILE": "/x"],
                "ANTHROPIC_API_KEY"
            ),
            (["MORTISE_PROVIDER": "anthropic", "ANTHROPIC_API_KEY_FILE": "/none"], "ANTHROPIC_API_KEY_FILE"),
            (
                ["MORTISE_PROVIDER": "anthropic", "ANTHROPIC_API_KEY": "k", "ANTHROPIC_BASE_URL": "nowhere"],
                "ANTHROPIC_BASE_URL"
            ),
            (
                ["MORTISE_PROVIDER": "anthropic", "ANTHROPIC_API_KEY": "k", "MORTISE_EMBEDDING_MODEL": "m"],
                "MORTISE_EMBEDDING_MODEL"
            ),
            (["MORTISE_MODEL": "m"], "MORTISE_MODEL"),
            (["MORTISE_PRICES_FILE": "/prices"], "MORTISE_PRICES_FILE"),
            (["OPENAI_API_KEY": "k", "MORTISE_PRICES_FILE": "/none"], "MORTISE_PRICES_FILE"),
            (["OPENAI_API_KEY": "k", "MORTISE_PRICES_FILE": "/bad"], "MORTISE_PRICES_FILE"),
        ] as [([String: String], String)]
    )
    func refused(changes: [String: String], name: String) {
        let found = problems(changes, files: ["/bad": #"{"currency":"USD"}"#])
        #expect(found.map(\.name) == [name], "\(found)")
        #expect(found.allSatisfy { !$0.remedy.isEmpty })
    }

    @Test func pricesAreReadAtStart() throws {
        let prices = #"{"currency":"EUR","models":{"m":{"input":"1","output":"2"}}}"#
        let found = try service(["OPENAI_API_KEY": "k", "MORTISE_PRICES_FILE": "/p"], files: ["/p": prices])
        #expect(found.prices?.price(of: "m") == ModelPrice(input: 1_000_000, output: 2_000_000))
    }

    @Test func aKeyThatNobodyUsesIsPointedOut() throws {
        #expect(try read(["ANTHROPIC_API_KEY": "k"]).warnings.contains { $0.contains("MORTISE_PROVIDER=anthropic") })
    }
}
