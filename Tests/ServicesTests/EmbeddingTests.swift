// SPDX-License-Identifier: Apache-2.0
import Jobs
import Locks
import Observability
import Providers
import Queue
import StandIns
import Testing

@testable import Services

@Suite(.timeLimit(.minutes(1)))
struct EmbeddingTests {
    /// Gives each text the vector (1, 0, 0) or as told.
    private final class CountingEmbedder: EmbeddingProvider {
        let name = "counting"
        let isPaid: Bool
        let batch: EmbeddingBatch?
        private let asked = Lock<[[String]]>([])
        private let failures: Lock<[ProviderFailure]>

        init(isPaid: Bool = true, batch: EmbeddingBatch? = nil, failures: [ProviderFailure] = []) {
            self.isPaid = isPaid
            self.batch = batch
            self.failures = Lock(failures)
        }

        var calls: [[String]] { asked.withLock { $0 } }

        func embed(_ texts: [String], model: String?, timeout: Double) async throws(ProviderFailure) -> Embeddings {
            asked.withLock { $0.append(texts) }
            if let failure = failures.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { throw failure }
            let values = texts.flatMap { [Float($0.utf8.count), -0.5, .leastNonzeroMagnitude] }
            return Embeddings(dimension: 3, values: values, model: model ?? "m", inputTokens: texts.count)
        }
    }

    private let memo = MemoryMemo()

    private func session() throws -> CompletionSession {
        CompletionService(
            provider: ScriptedProvider.counting(),
            memo: memo,
            clock: StillClock(),
            log: Logger(CollectedLines())
        ).session(for: try #require(JobID("job")))
    }

    private func service(_ provider: CountingEmbedder) -> EmbeddingService {
        EmbeddingService(provider: provider, memo: memo, clock: StillClock(), log: Logger(CollectedLines()))
    }

    @Test func aPaidCallIsMadeOnceForAJob() async throws {
        let provider = CountingEmbedder(batch: EmbeddingBatch(texts: 2, bytes: 100))
        let session = try session()
        let first = try await service(provider).embed(["a", "bb", "ccc"], model: "x", for: session, valueLimit: 100)
        #expect(
            first.values == [
                1, -0.5, .leastNonzeroMagnitude, 2, -0.5, .leastNonzeroMagnitude, 3, -0.5, .leastNonzeroMagnitude,
            ]
        )
        #expect(first.inputTokens == 3 && first.model == "x" && first.dimension == 3)
        #expect(session.usage.inputTokens == 3 && session.models == ["x"])
        // Another run, another host.
        let again = try await service(provider).embed(
            ["a", "bb", "ccc"],
            model: "x",
            for: try self.session(),
            valueLimit: 100
        )
        #expect(again == first)
        #expect(provider.calls == [["a", "bb"], ["ccc"]])
        // Everything in the request matters.
        _ = try await service(provider).embed(["a", "bb"], model: nil, for: session, valueLimit: 100)
        _ = try await service(provider).embed(["ab", "b"], model: "x", for: session, valueLimit: 100)
        #expect(provider.calls.count == 4)
    }

    @Test func whatCostsNothingIsNotRemembered() async throws {
        let provider = CountingEmbedder(isPaid: false)
        for _ in 0..<2 { _ = try await service(provider).embed(["a"], model: nil, for: try session(), valueLimit: 9) }
        #expect(provider.calls.count == 2)
        #expect(memo.begun.isEmpty)
    }

    @Test func aFailureKeepsWhatWasPaidForBefore() async throws {
        let provider = CountingEmbedder(
            batch: EmbeddingBatch(texts: 1, bytes: 1),
            failures: []
        )
        let failing = CountingEmbedder(
            batch: EmbeddingBatch(texts: 1, bytes: 1),
            failures: [ProviderFailure(.rateLimited, "slow down", retryAfter: 3)]
        )
        _ = try await service(provider).embed(["a"], model: nil, for: try session(), valueLimit: 9)
        let error = await #expect(throws: JobError.self) {
            try await service(failing).embed(["a", "b"], model: nil, for: try session(), valueLimit: 9)
        }
        #expect(error?.code == "provider_rate_limited" && error?.retryAfter == 3)
        #expect(failing.calls == [["b"]])
        #expect(memo.abandoned.count == 1)
    }

    @Test func tooLargeAnAnswerIsRefusedAfterTheFirstCall() async throws {
        let provider = CountingEmbedder(batch: EmbeddingBatch(texts: 1, bytes: 1))
        let error = await #expect(throws: JobError.self) {
            try await service(provider).embed(["a", "b", "c"], model: nil, for: try session(), valueLimit: 8)
        }
        #expect(error?.code == "answer_too_long" && error?.class == .permanent)
        #expect(provider.calls.count == 1)
    }

    @Test func nothingToEmbedIsAMistake() async throws {
        let error = await #expect(throws: JobError.self) {
            try await service(CountingEmbedder()).embed([], model: nil, for: try session(), valueLimit: 8)
        }
        #expect(error?.class == .permanent)
    }

    @Test func aRecordThatIsTornIsNoAnswer() {
        let whole = Embeddings(dimension: 2, values: [0.25, -1, 3, 4], model: "ü", inputTokens: 7)
        #expect(Embeddings(recorded: whole.recorded) == whole)
        for count in 0..<whole.recorded.count - 2 {
            #expect(Embeddings(recorded: Array(whole.recorded.prefix(count))) == nil)
        }
        for index in 0..<29 {
            var bytes = whole.recorded
            bytes[index] ^= 0x80
            let found = Embeddings(recorded: bytes)
            #expect(found == nil || found?.dimension != 2 || found?.inputTokens != 7)
        }
    }

    @Test func textsGoTogetherAsFarAsOneCallTakes() {
        let limit = EmbeddingBatch(texts: 3, bytes: 10)
        let texts = ["aaaa", "bbbb", "cccc", "d", "e", "f", "g", String(repeating: "h", count: 50), "i"]
        #expect(EmbeddingService.batches(texts, limit) == [0..<2, 2..<5, 5..<7, 7..<8, 8..<9])
        #expect(EmbeddingService.batches(texts, nil) == [0..<9])
        #expect(EmbeddingService.batches([], limit).isEmpty)
    }
}
