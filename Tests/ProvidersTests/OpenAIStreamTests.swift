// SPDX-License-Identifier: Apache-2.0
import Locks
import Outbound
import Providers
import Signing
import TestServers
import Testing
import Waiting

@Suite("OpenAI: streamed", .timeLimit(.minutes(1)))
struct OpenAIStreamTests {
    private final class Pieces: Sendable {
        private let list = Lock<[String]>([])
        var all: [String] { list.withLock { $0 } }
        func add(_ piece: String) { list.withLock { $0.append(piece) } }
    }

    private struct Asked {
        var result: Result<CompletionAnswer, ProviderFailure>
        var pieces: [String]
    }

    private func ask(
        _ text: String,
        idle: Double = 10,
        timeout: Double = 20,
        pieces: Pieces = Pieces()
    ) async throws -> Asked {
        try await withSharedProvider { server in
            let client = try CurlClient()
            defer { client.close() }
            let endpoint = try OpenAIEndpoint(
                client: client,
                baseURL: "http://127.0.0.1:\(server.port)/v1",
                key: Secret(text: keyText),
                destinations: try loopback()
            )
            let provider = OpenAIChatProvider(endpoint, idleTimeout: idle)
            let request = CompletionRequest(
                parts: [.init(role: .user, kind: .instruction, text: text)],
                maximumOutputTokens: text.contains("streamlength") ? 10 : nil
            )
            do throws(ProviderFailure) {
                let answer = try await provider.complete(request, timeout: timeout) { pieces.add($0) }
                return Asked(result: .success(answer), pieces: pieces.all)
            } catch {
                return Asked(result: .failure(error), pieces: pieces.all)
            }
        }
    }

    @Test(
        "pieces come one by one and are the answer",
        arguments: ["", "[[fake:crlf]]", "[[fake:nodone]]", "[[fake:drip=0.01]]", "[[fake:streamlength]]"]
    )
    func pieces(mode: String) async throws {
        let asked = try await ask("Grüße an 🦊 alle \(mode)")
        let answer = try asked.result.get()
        #expect(asked.pieces.count > 4)
        #expect(asked.pieces.joined().contains(answer.text))
        #expect(answer.text.hasPrefix("Fake summary") && answer.text.contains("Grüße an 🦊"))
        #expect(answer.text == answer.text.trimmingCharactersOfWhiteSpace)
        #expect(answer.model == "gpt-4o-mini-fake" && answer.inputTokens > 0 && answer.outputTokens > 0)
    }

    @Test("a server that answers in one piece is understood")
    func onePiece() async throws {
        let asked = try await ask("[[fake:nostream]] words")
        #expect(try asked.result.get().text.contains("words"))
        #expect(asked.pieces.isEmpty)
    }

    @Test(
        "a stream that breaks is a failure with a type, never half an answer",
        arguments: [
            ("streamcut", .broken), ("streambreak", .unreachable), ("streamerror", .overloaded), ("badevent", .broken),
            ("hugeevent", .broken), ("streamrefusal", .contentRefused), ("stall", .timedOut), ("empty", .broken),
        ] as [(String, ProviderFailure.Kind)]
    )
    func broken(mode: String, kind: ProviderFailure.Kind) async throws {
        let asked = try await ask("one two three four [[fake:\(mode)]]", idle: 0.4)
        #expect(asked.result.failure?.kind == kind, "\(mode): \(asked.result)")
    }

    @Test(
        "what is refused before the stream begins is told apart as ever",
        arguments: [("rate429=3", .rateLimited), ("quota", .spendCap), ("500", .overloaded), ("toolong", .tooLong)]
            as [(String, ProviderFailure.Kind)]
    )
    func refused(mode: String, kind: ProviderFailure.Kind) async throws {
        let asked = try await ask("[[fake:\(mode)]]")
        #expect(asked.result.failure?.kind == kind)
        #expect(asked.pieces.isEmpty)
    }

    @Test("a stream that drips for ever ends by the timeout")
    func slow() async throws {
        let asked = try await ask("one two three four five six [[fake:drip=0.5]]", timeout: 1.2)
        #expect(asked.result.failure?.kind == .timedOut)
        #expect(!asked.pieces.isEmpty)
    }

    @Test("a cancelled caller ends the transfer")
    func cancelled() async throws {
        let pieces = Pieces()
        let task = Task {
            try await ask("one two three four five [[fake:stall]]", idle: 30, timeout: 30, pieces: pieces)
        }
        try await eventually("the first piece") { !pieces.all.isEmpty }
        task.cancel()
        // Not `timedOut`: it was the cancellation that ended it.
        #expect(try await task.value.result.failure?.kind == .unreachable)
    }
}

extension String {
    fileprivate var trimmingCharactersOfWhiteSpace: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
