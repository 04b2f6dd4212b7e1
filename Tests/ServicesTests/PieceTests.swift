// SPDX-License-Identifier: Apache-2.0
import Jobs
import Observability
import Providers
import Queue
import StandIns
import Testing
import Waiting

@testable import Services

/// Pieces of an answer while it comes.
@Suite(.timeLimit(.minutes(1)))
struct PieceTests {
    private let request = CompletionRequest(parts: [])

    private func service(_ provider: any CompletionProvider, _ memo: MemoryMemo = MemoryMemo()) -> CompletionService {
        CompletionService(provider: provider, memo: memo, clock: StillClock(), log: Logger(CollectedLines()))
    }
    private func job() throws -> JobID { try #require(JobID("job")) }

    @Test func piecesComeInOrderAndARecordedAnswerInOneGo() async throws {
        let provider = StreamingProvider(["a", "b", "c"])
        let service = service(provider)
        let fresh = Pieces()
        let answered = try await service.session(for: try job()).ask(request, pieces: { fresh.add($0) })
        #expect(fresh.all == ["a", "b", "c"] && answered.answer.text == "abc")
        let replayed = Pieces()
        let again = try await service.session(for: try job()).ask(request, pieces: { replayed.add($0) })
        #expect(replayed.all == ["abc"] && again.answer == answered.answer)
        #expect(provider.calls == 1)
    }

    @Test func whoWantsNoPiecesCostsNoStream() async throws {
        let provider = StreamingProvider(["a", "b"])
        #expect(try await service(provider).session(for: try job()).complete(request).text == "ab")
        #expect(provider.streamed == 0)
    }

    /// Streamed or not, it is the same request.
    @Test func anAnswerThatWasStreamedIsFoundByOneThatIsNot() async throws {
        let provider = StreamingProvider(["a", "b"])
        let service = service(provider)
        _ = try await service.session(for: try job()).ask(request, pieces: { _ in })
        #expect(try await service.session(for: try job()).complete(request).text == "ab")
        #expect(provider.calls == 1)
    }

    @Test func aProviderWithoutStreamsGivesOnePiece() async throws {
        let pieces = Pieces()
        _ = try await service(ScriptedProvider.counting()).session(for: try job())
            .ask(request, pieces: { pieces.add($0) })
        #expect(pieces.all == ["answer 0"])
    }

    /// The next run joins the call of a run that died, and hears what it missed.
    @Test func aRunThatJoinsHearsTheBeginningToo() async throws {
        let gate = Gate()
        let provider = StreamingProvider(["a", "b", "c"], gate: gate)
        let service = service(provider)
        let first = Pieces()
        let second = Pieces()
        let job = try job()
        let dead = Task { try await service.session(for: job).ask(request, pieces: { first.add($0) }) }
        try await eventually("the first piece") { first.all == ["a"] }
        dead.cancel()
        _ = await dead.result
        let next = Task { try await service.session(for: job).ask(request, pieces: { second.add($0) }) }
        try await eventually("what was missed") { second.all == ["a"] }
        gate.open()
        #expect(try await next.value.answer.text == "abc")
        #expect(second.all == ["a", "b", "c"])
        // Nothing came to the one that had gone.
        #expect(first.all == ["a"])
        #expect(provider.calls == 1)
    }

    @Test(arguments: [0, 1, TextPieces.limit, TextPieces.limit + 1, 3 * TextPieces.limit + 7])
    func aLongAnswerIsCutIntoPiecesThatFit(_ size: Int) async throws {
        // Scalars of one to four bytes, so that a cut by bytes would fall into one.
        let text = String(String(repeating: "aä€🦊", count: size / 10 + 1).unicodeScalars.prefix(size))
        let provider = StreamingProvider([text])
        let pieces = Pieces()
        _ = try await service(provider).session(for: try job()).ask(request, pieces: { pieces.add($0) })
        #expect(pieces.all.joined() == text)
        #expect(pieces.all.allSatisfy { $0.utf8.count <= TextPieces.limit })
    }

    @Test func aCallGetsWhatItsJobAllows() {
        let service = service(ScriptedProvider.counting())
        #expect(service.timeout(left: nil) == 30)
        #expect(service.timeout(left: 3) == 30)
        #expect(service.timeout(left: 50) == 30)
        #expect(service.timeout(left: 300) == 180)
        #expect(service.timeout(left: 1e9) == 600)
    }
}
