// SPDX-License-Identifier: Apache-2.0
import Jobs
import Locks
import Observability
import Providers
import Queue
import StandIns
import Testing

@testable import Services

/// When a failed call is made again within itself, with a clock and a chance that the test holds.
@Suite(.timeLimit(.minutes(1)))
struct RetryTests {
    /// A clock that only waits move.
    private final class Time: Sendable {
        private let state = Lock((now: 0.0, waits: [Double]()))
        var waits: [Double] { state.withLock { $0.waits } }
        func move(by seconds: Double) { state.withLock { $0.now += seconds } }

        func pace(jitter: Double) -> CallPace {
            CallPace(
                jitter: { jitter },
                now: { self.state.withLock { $0.now } },
                sleep: { seconds in
                    self.state.withLock {
                        $0.now += seconds
                        $0.waits.append(seconds)
                    }
                }
            )
        }
    }

    private let time = Time()

    private func complete(
        _ provider: any CompletionProvider,
        memo: MemoryMemo = MemoryMemo(),
        jitter: Double = 0.5,
        seconds: Double? = 100,
        pieces: (@Sendable (String) -> Void)? = nil
    ) async throws -> CompletionAnswer {
        let service = CompletionService(
            provider: provider,
            memo: memo,
            clock: StillClock(),
            log: Logger(CollectedLines()),
            pace: time.pace(jitter: jitter)
        )
        let session = service.session(for: try #require(JobID("job")), seconds: seconds)
        return try await session.ask(CompletionRequest(parts: []), pieces: pieces).answer
    }

    private func failing(_ failure: ProviderFailure, times: Int = .max) -> ScriptedProvider {
        ScriptedProvider { number, _ in number < times ? .failure(failure) : .success(answer(number)) }
    }

    @Test(
        "waits grow from 100 ms, by the chance, and never beyond 2 s",
        arguments: [
            (0.0, [0.1, 0.1, 0.1]), (0.5, [0.15, 0.25, 0.45]), (0.999_999, [0.2, 0.4, 0.8]),
        ] as [(Double, [Double])]
    )
    func waits(jitter: Double, expected: [Double]) async throws {
        let provider = failing(ProviderFailure(.overloaded, "busy"))
        await #expect(throws: JobError.self) { try await complete(provider, jitter: jitter) }
        #expect(provider.calls == 4)
        #expect(time.waits.count == 3)
        for (wait, wanted) in zip(time.waits, expected) { #expect(abs(wait - wanted) < 0.001) }
    }

    @Test(arguments: ProviderFailure.Kind.allCases)
    func onlyWhatPassesIsTriedAgain(_ kind: ProviderFailure.Kind) async throws {
        let provider = failing(ProviderFailure(kind, "no"), times: 1)
        let isTried: Set<ProviderFailure.Kind> = [.rateLimited, .overloaded, .unreachable]
        if isTried.contains(kind) {
            #expect(try await complete(provider).text == "answer 1")
        } else {
            let error = await #expect(throws: JobError.self) { try await complete(provider) }
            #expect(error?.code == kind.code)
            #expect(time.waits.isEmpty)
        }
    }

    @Test func whatIsFinalIsNotTriedAgain() async throws {
        let provider = failing(ProviderFailure(.unreachable, "the host stops", isFinal: true))
        await #expect(throws: JobError.self) { try await complete(provider) }
        #expect(provider.calls == 1 && time.waits.isEmpty)
    }

    @Test func aShortAskedWaitIsKeptAndALongOneIsTheJobs() async throws {
        let short = failing(ProviderFailure(.rateLimited, "slow down", retryAfter: 1.75), times: 1)
        #expect(try await complete(short).text == "answer 1")
        #expect(time.waits == [1.75])
        let long = failing(ProviderFailure(.rateLimited, "slow down", retryAfter: 2.01))
        let error = await #expect(throws: JobError.self) { try await complete(long) }
        #expect(error?.retryAfter == 2.01)
        #expect(long.calls == 1 && time.waits == [1.75])
    }

    @Test func nothingIsTriedAgainOnceAPieceWasHandedOn() async throws {
        let provider = HalfStream(pieces: ["half"])
        let pieces = Pieces()
        let error = await #expect(throws: JobError.self) { try await complete(provider) { pieces.add($0) } }
        #expect(error?.code == "provider_overloaded")
        #expect(provider.calls == 1 && pieces.all == ["half"])
        // Broken before its first piece, the same call is made again.
        let early = HalfStream(pieces: [])
        await #expect(throws: JobError.self) { try await complete(early) { pieces.add($0) } }
        #expect(early.calls == 4 && pieces.all == ["half"])
    }

    /// Each request takes two seconds; what is left of the job's time bounds the tries.
    @Test(arguments: [(3.0, 1), (3.2, 2), (5.5, 3), (100, 4)] as [(Double, Int)])
    func nothingIsTriedBeyondTheJobsTime(_ seconds: Double, _ requests: Int) async throws {
        let provider = ScriptedProvider { [time] _, _ in
            time.move(by: 2)
            return .failure(ProviderFailure(.overloaded, "busy"))
        }
        await #expect(throws: JobError.self) { try await complete(provider, jitter: 0, seconds: seconds) }
        #expect(provider.calls == requests)
    }

    @Test func aCallIsNotedOnceHoweverOftenItIsTried() async throws {
        let memo = MemoryMemo()
        _ = try await complete(failing(ProviderFailure(.overloaded, "busy"), times: 3), memo: memo)
        #expect(memo.begun.count == 1 && memo.abandoned.isEmpty && memo.answers.count == 1)
        let lost = MemoryMemo()
        await #expect(throws: JobError.self) {
            try await complete(failing(ProviderFailure(.overloaded, "busy")), memo: lost)
        }
        #expect(lost.begun.count == 1 && lost.abandoned == lost.begun && lost.answers.isEmpty)
    }
}

/// Hands on some pieces and then breaks, every time.
private final class HalfStream: CompletionProvider {
    let name = "half"
    let isPaid = true
    private let pieces: [String]
    private let count = Lock(0)
    var calls: Int { count.withLock { $0 } }

    init(pieces: [String]) { self.pieces = pieces }

    func complete(_ request: CompletionRequest, timeout: Double) async throws(ProviderFailure) -> CompletionAnswer {
        throw ProviderFailure(.badRequest, "not asked for")
    }

    func complete(
        _ request: CompletionRequest,
        timeout: Double,
        pieces taker: @escaping @Sendable (String) -> Void
    ) async throws(ProviderFailure) -> CompletionAnswer {
        count.withLock { $0 += 1 }
        for piece in pieces { taker(piece) }
        throw ProviderFailure(.overloaded, "broke")
    }
}
