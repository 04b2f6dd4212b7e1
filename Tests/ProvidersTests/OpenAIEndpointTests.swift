// SPDX-License-Identifier: Apache-2.0
import Foundation
import Outbound
import Providers
import TestServers
import Testing

@Suite("OpenAI: over real sockets", .timeLimit(.minutes(1)))
struct OpenAIEndpointTests {
    private func withEndpoint(
        _ arguments: [String] = [],
        _ body: (OpenAIChatProvider) async throws -> Void
    ) async throws {
        try await ChildServer.with("fake_provider.py", ["--key", keyText] + arguments) { server in
            let client = try CurlClient()
            defer { client.close() }
            try await body(try provider(client, baseURL: "http://127.0.0.1:\(server.port)/v1"))
        }
    }

    @Test("a strict endpoint takes the request and its answer is read")
    func good() async throws {
        try await withEndpoint { provider in
            let request = CompletionRequest(
                parts: [
                    .init(role: .system, kind: .instruction, text: "Be brief."),
                    .init(role: .user, kind: .instruction, text: "Summarize \"this\"."),
                    .init(
                        role: .user,
                        kind: .document,
                        label: "Über \\ alles",
                        text: "Text\u{1} mit 🦊 und\u{2028}Zeilen."
                    ),
                ],
                temperature: 0.3,
                maximumOutputTokens: 300
            )
            let answer = try await provider.complete(request, timeout: 20)
            #expect(answer.text.hasPrefix("Fake summary ") && answer.text.contains("Summarize"))
            #expect(answer.model == "gpt-4o-mini-fake")
            #expect(answer.inputTokens > 0 && answer.outputTokens > 0)
        }
    }

    @Test("every kind of trouble is told apart")
    func trouble() async throws {
        let expected: [(String, ProviderFailure.Kind)] = [
            ("rate429=3", .rateLimited), ("rate429ms=3", .rateLimited), ("quota", .spendCap), ("cap", .spendCap),
            ("toolong", .tooLong), ("filter", .contentRefused), ("refusal", .contentRefused), ("400", .badRequest),
            ("403", .unauthorized), ("500", .overloaded), ("503", .overloaded), ("529", .overloaded),
            ("cut", .unreachable),
            ("chunkcut", .unreachable), ("reset", .unreachable), ("garbage", .unreachable), ("shortlength", .broken),
            ("brokenjson", .broken), ("nojson", .broken), ("empty", .broken), ("nochoices", .broken),
            ("length", .broken),
            ("redirect", .badRequest),
        ]
        try await withEndpoint { provider in
            for (mode, kind) in expected {
                let failure = await outcome(provider, ask("[[fake:\(mode)]]")).failure
                #expect(failure?.kind == kind, "\(mode): \(failure?.message ?? "answered")")
                #expect(failure?.message.contains(keyText) == false)
                if mode.hasPrefix("rate429") { #expect(failure?.retryAfter == (mode == "rate429=3" ? 3 : 3.25)) }
            }
            #expect(await outcome(provider, ask("x", model: "no-such-model")).failure?.kind == .badRequest)
            #expect(await outcome(provider, ask("[[fake:hang]]"), timeout: 0.3).failure?.kind == .timedOut)
            #expect(await outcome(provider, ask("[[fake:slow=60]]"), timeout: 0.3).failure?.kind == .timedOut)
            let late = try await provider.complete(ask("[[fake:slow=0.1]]"), timeout: 20)
            #expect(!late.text.isEmpty)
        }
    }

    @Test("a wrong key is unauthorized and does not show")
    func wrongKey() async throws {
        try await ChildServer.with("fake_provider.py", ["--key", "another"]) { server in
            let client = try CurlClient()
            defer { client.close() }
            let failure = await outcome(try provider(client, baseURL: "http://127.0.0.1:\(server.port)/v1"), ask("x"))
                .failure
            #expect(failure?.kind == .unauthorized && failure?.message.contains(keyText) == false)
        }
    }

    @Test("200 calls at once have 200 answers of their own, asked once each")
    func many() async throws {
        let log = NSTemporaryDirectory() + "fake-provider-\(UUID().uuidString).jsonl"
        defer { try? FileManager.default.removeItem(atPath: log) }
        try await withEndpoint(["--log", log]) { provider in
            let texts = try await withThrowingTaskGroup(of: String.self, returning: Set<String>.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        try await provider.complete(ask("number \(number) [[fake:slow=0.2]]"), timeout: 40).text
                    }
                }
                return try await group.reduce(into: []) { $0.insert($1) }
            }
            #expect(texts.count == 200)
            let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
            #expect(lines.count == 200)
            #expect(!lines.contains { $0.contains("geheim") })
        }
    }
}
