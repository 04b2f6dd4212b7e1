// SPDX-License-Identifier: Apache-2.0
import Locks
import Providers
import Testing
import Waiting

@Suite("Providers: streamed", .timeLimit(.minutes(1)))
struct StreamTests {
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
        _ api: API,
        _ text: String,
        idle: Double = 10,
        timeout: Double = 20,
        pieces: Pieces = Pieces()
    ) async throws -> Asked {
        try await withProvider(api, idle: idle) { provider in
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
        arguments: API.allCases,
        ["", "[[fake:crlf]]", "[[fake:drip=0.01]]", "[[fake:streamlength]]"]
    )
    func pieces(api: API, mode: String) async throws {
        let asked = try await ask(api, "Grüße an 🦊 alle vier \(mode)")
        let answer = try asked.result.get()
        #expect(asked.pieces.count > 4)
        #expect(asked.pieces.joined().contains(answer.text))
        #expect(answer.text.hasPrefix("Fake summary") && answer.text.contains("Grüße an 🦊"))
        #expect(answer.text == answer.text.trimmingCharactersOfWhiteSpace)
        #expect(answer.model.hasSuffix("-fake") && answer.inputTokens >= 4 && answer.outputTokens > 4)
        #expect(answer.cachedInputTokens == answer.inputTokens / 2)
        let timing = try #require(answer.timing)
        #expect(try #require(timing.firstByte) <= timing.whole)
    }

    @Test("a server that does not end its answer after the last event is not waited for", arguments: API.allCases)
    func lingering(api: API) async throws {
        let began = ContinuousClock.now
        let asked = try await ask(api, "one two three [[fake:linger]]", idle: 25, timeout: 30)
        let answer = try asked.result.get()
        #expect(answer.text.contains("three") && answer.timing?.firstByte != nil)
        #expect(began.duration(to: .now) < .seconds(20))
    }

    @Test("a server that answers in one piece is understood", arguments: API.allCases)
    func onePiece(api: API) async throws {
        let asked = try await ask(api, "[[fake:nostream]] words")
        #expect(try asked.result.get().text.contains("words"))
        #expect(asked.pieces.isEmpty)
    }

    @Test(
        "a stream that breaks is a failure with a type, never half an answer",
        arguments: API.allCases,
        [
            ("streamcut", .broken), ("streambreak", .unreachable), ("streamerror", .overloaded), ("badevent", .broken),
            ("hugeevent", .broken), ("streamrefusal", .contentRefused), ("stall", .timedOut), ("empty", .broken),
        ] as [(String, ProviderFailure.Kind)]
    )
    func broken(api: API, expected: (String, ProviderFailure.Kind)) async throws {
        let (mode, kind) = expected
        let began = ContinuousClock.now
        let asked = try await ask(api, "one two three four [[fake:\(mode)]]", idle: 0.4, timeout: 50)
        #expect(asked.result.failure?.kind == kind, "\(mode): \(asked.result)")
        // By the time between two pieces, where nothing else ends it, not by the call's.
        #expect(began.duration(to: .now) < .seconds(40), "\(mode)")
    }

    @Test("without its closing event a stream has no answer, whole as its text may look")
    func withoutItsEnd() async throws {
        for api in [API.responses, .messages] {
            #expect(try await ask(api, "one two [[fake:nodone]]").result.failure?.kind == .broken, "\(api)")
        }
        // Chat completions say the end twice: many servers leave out the second, `[DONE]`.
        #expect(try await ask(.chat, "one two [[fake:nodone]]").result.get().text.contains("two"))
    }

    @Test(
        "how the closing event says it ended counts",
        arguments: [
            (.responses, "failed", .overloaded), (.responses, "incompletefilter", .contentRefused),
            (.messages, "window", .tooLong), (.messages, "tool", .broken), (.messages, "pause", .broken),
        ] as [(API, String, ProviderFailure.Kind)]
    )
    func ended(api: API, mode: String, kind: ProviderFailure.Kind) async throws {
        let asked = try await ask(api, "one two three [[fake:\(mode)]]")
        #expect(asked.result.failure?.kind == kind, "\(asked.result)")
        let whole = try await withProvider(api) { await outcome($0, ProvidersTests.ask("one [[fake:\(mode)]]")) }
        #expect(whole.failure?.kind == kind)
    }

    @Test(
        "what is refused before the stream begins is told apart as ever",
        arguments: API.allCases,
        [("rate429=3", .rateLimited), ("quota", .spendCap), ("500", .overloaded), ("toolong", .tooLong)]
            as [(String, ProviderFailure.Kind)]
    )
    func refused(api: API, expected: (String, ProviderFailure.Kind)) async throws {
        let asked = try await ask(api, "[[fake:\(expected.0)]]")
        #expect(asked.result.failure?.kind == expected.1)
        #expect(asked.pieces.isEmpty)
    }

    @Test("a stream that drips for ever ends by the timeout", arguments: API.allCases)
    func slow(api: API) async throws {
        let asked = try await ask(api, "one two three four five six [[fake:drip=0.5]]", timeout: 1.2)
        #expect(asked.result.failure?.kind == .timedOut)
        #expect(!asked.pieces.isEmpty)
    }

    @Test("a cancelled caller ends the transfer")
    func cancelled() async throws {
        let pieces = Pieces()
        let task = Task {
            try await ask(.messages, "one two three four [[fake:stall]]", idle: 30, timeout: 30, pieces: pieces)
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
