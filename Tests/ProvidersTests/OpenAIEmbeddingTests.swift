// SPDX-License-Identifier: Apache-2.0
import Outbound
import Providers
import Signing
import TestServers
import Testing

@Suite("OpenAI: embeddings", .timeLimit(.minutes(1)))
struct OpenAIEmbeddingTests {
    private func withProvider(_ body: (OpenAIEmbeddingProvider) async throws -> Void) async throws {
        try await withSharedProvider { server in
            let client = try CurlClient()
            defer { client.close() }
            let endpoint = try ProviderEndpoint(
                client: client,
                baseURL: "http://127.0.0.1:\(server.port)/v1/",
                key: Secret(text: keyText),
                destinations: try loopback()
            )
            try await body(OpenAIEmbeddingProvider(endpoint))
        }
    }

    @Test("each text has its vector, in their order, of unit length")
    func vectors() async throws {
        try await withProvider { provider in
            let texts = ["one", "two", "", "vier 🦊"]
            let found = try await provider.embed(texts, model: nil, timeout: 20)
            #expect(found.dimension == 8 && found.values.count == 32)
            #expect(found.model == "text-embedding-3-small-fake" && found.inputTokens == 4)
            for (index, text) in texts.enumerated() {
                let vector = Array(found.values[index * 8..<index * 8 + 8])
                #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
                #expect(try await provider.embed([text], model: "m", timeout: 20).values == vector)
            }
        }
    }

    @Test(
        "every kind of trouble is told apart",
        arguments: [
            ("fewvectors", .broken), ("oddvectors", .broken), ("zerovectors", .broken), ("novectors", .broken),
            ("quota", .spendCap), ("toolong", .tooLong), ("503", .overloaded), ("slow=30", .timedOut),
        ] as [(String, ProviderFailure.Kind)]
    )
    func trouble(mode: String, kind: ProviderFailure.Kind) async throws {
        try await withProvider { provider in
            let failure = await #expect(throws: ProviderFailure.self) {
                try await provider.embed(
                    ["a [[fake:\(mode)]]", "b"],
                    model: nil,
                    timeout: mode == "slow=30" ? 0.5 : 20
                )
            }
            #expect(failure?.kind == kind)
            #expect(failure?.message.contains(keyText) == false)
        }
    }
}
