// SPDX-License-Identifier: Apache-2.0
import Foundation
import Outbound
import Providers
import TestServers
import Testing

@Suite("Providers: over real sockets", .timeLimit(.minutes(1)))
struct SocketTests {
    @Test("a strict endpoint takes the request and its answer is read", arguments: API.allCases)
    func good(api: API) async throws {
        try await withProvider(api) { provider in
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
            #expect(answer.model == (api == .messages ? "claude-haiku-4-5-fake" : "gpt-4o-mini-fake"))
            #expect(answer.inputTokens > 0 && answer.outputTokens > 0)
            #expect(answer.cachedInputTokens == answer.inputTokens / 2)
            #expect(answer.cacheWriteTokens == (api == .messages ? answer.inputTokens / 4 : 0))
            let timing = try #require(answer.timing)
            #expect(try #require(timing.firstByte) <= timing.whole)
        }
    }

    @Test("every form of content is taken by the strict endpoint", arguments: API.allCases)
    func content(api: API) async throws {
        let answer = try await withProvider(api) { try await $0.complete(Requests.full(api), timeout: 20) }
        #expect(answer.text.contains("said"), "a schema is answered by JSON: \(answer.text)")
    }

    @Test("every kind of trouble is told apart", arguments: API.allCases)
    func trouble(api: API) async throws {
        let expected: [(String, ProviderFailure.Kind)] = [
            ("rate429=3", .rateLimited), ("rate429reset=3", .rateLimited), ("quota", .spendCap), ("cap", .spendCap),
            ("toolong", .tooLong), ("filter", .contentRefused), ("refusal", .contentRefused), ("400", .badRequest),
            ("403", .unauthorized), ("500", .overloaded), ("503", .overloaded), ("529", .overloaded),
            ("cut", .unreachable),
            ("chunkcut", .unreachable), ("reset", .unreachable), ("garbage", .unreachable), ("shortlength", .broken),
            ("longlength", .unreachable), ("brokenjson", .broken), ("nojson", .broken), ("empty", .broken),
            ("nochoices", .broken), ("length", .cutShort), ("redirect", .badRequest),
        ]
        try await withProvider(api) { provider in
            for (mode, kind) in expected {
                let failure = await outcome(provider, ask("[[fake:\(mode)]]")).failure
                #expect(failure?.kind == kind, "\(mode): \(failure?.message ?? "answered")")
                #expect(failure?.message.contains(keyText) == false)
                // A date has whole seconds.
                if kind == .rateLimited { #expect((2...4).contains(failure?.retryAfter ?? 0), "\(mode)") }
            }
            #expect(await outcome(provider, ask("[[fake:rate429ms=3]]")).failure?.retryAfter == 3.25)
            #expect(await outcome(provider, ask("x", model: "no-such-model")).failure?.kind == .unknownModel)
            #expect(await outcome(provider, ask("[[fake:hang]]"), timeout: 0.3).failure?.kind == .timedOut)
            #expect(await outcome(provider, ask("[[fake:slow=60]]"), timeout: 0.3).failure?.kind == .timedOut)
            let late = try await provider.complete(ask("[[fake:slow=0.1]]"), timeout: 20)
            #expect(!late.text.isEmpty)
        }
    }

    @Test("a wrong key is unauthorized and does not show", arguments: API.allCases)
    func wrongKey(api: API) async throws {
        try await ChildServer.with("fake_provider.py", ["--key", "another"]) { server in
            let client = try CurlClient()
            defer { client.close() }
            let failure = await outcome(try api.provider(client, port: server.port), ask("x")).failure
            #expect(failure?.kind == .unauthorized && failure?.message.contains(keyText) == false)
        }
    }

    @Test("200 calls at once have 200 answers of their own, asked once each", arguments: API.allCases)
    func many(api: API) async throws {
        let log = NSTemporaryDirectory() + "fake-provider-\(UUID().uuidString).jsonl"
        defer { try? FileManager.default.removeItem(atPath: log) }
        try await ChildServer.with("fake_provider.py", ["--key", keyText, "--log", log]) { server in
            let client = try CurlClient()
            defer { client.close() }
            let provider = try api.provider(client, port: server.port)
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
