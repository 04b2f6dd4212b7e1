// SPDX-License-Identifier: Apache-2.0
import Jobs
import Observability
import Prices
import Providers
import Queue
import StandIns
import Testing

@testable import Services

/// Usage, times and money of calls: kept with each answer, summed for the run.
@Suite(.timeLimit(.minutes(1)))
struct CostTests {
    private let lines = CollectedLines()

    private func service(
        _ provider: any CompletionProvider,
        _ memo: MemoryMemo,
        _ prices: String? = #"{"currency":"USD","models":{"m*":{"input":"2","output":"8","cached":"1"}}}"#
    ) throws -> CompletionService {
        CompletionService(
            provider: provider,
            memo: memo,
            clock: StillClock(),
            log: Logger(lines),
            prices: try prices.map { try PriceTable($0) }
        )
    }

    private func provider(_ model: String = "m-1") -> ScriptedProvider {
        ScriptedProvider { _, _ in
            .success(
                CompletionAnswer(
                    text: "x",
                    model: model,
                    inputTokens: 100,
                    outputTokens: 10,
                    cachedInputTokens: 40,
                    timing: CallTiming(firstByte: 5, whole: 30)
                )
            )
        }
    }

    private func request(_ text: String) -> CompletionRequest {
        CompletionRequest(parts: [.init(role: .user, kind: .instruction, text: text)], model: "m")
    }

    @Test func aRunKnowsWhatItsCallsTook() async throws {
        let memo = MemoryMemo()
        let job = try #require(JobID("job"))
        let session = try service(provider(), memo).session(for: job)
        _ = try await session.complete(request("a"))
        let part = session.part(0, content: [], seconds: nil)
        _ = try await part.complete(request("b"))
        // 60 at 2, 40 at 1 and 10 at 8 for each call.
        #expect(session.usage.costs == ["USD": 480])
        #expect(session.usage.inputTokens == 200 && session.usage.cachedInputTokens == 80)
        #expect(session.usage.outputTokens == 20 && session.usage.milliseconds == 60)
        #expect(session.usage.answers == 2 && session.usage.unpriced == 0)
        // The next run finds the same figures in the memo, whatever prices are by then.
        let later = try service(provider(), memo, nil).session(for: job)
        _ = try await later.complete(request("a"))
        #expect(later.usage.costs == ["USD": 240] && later.usage.milliseconds == 30)
        #expect(later.usage.cachedInputTokens == 40)
        let said = lines.sentences.filter { $0.contains("model call") }
        #expect(said.count == 2)
    }

    @Test func aModelWithoutAPriceIsCountedAsSuch() async throws {
        let prices = #"{"currency":"USD","models":{"other":{"input":"2","output":"8"}}}"#
        let session = try service(provider(), MemoryMemo(), prices).session(for: try #require(JobID("job")))
        _ = try await session.complete(request("a"))
        #expect(session.usage.costs.isEmpty && session.usage.unpriced == 1)
    }

    @Test func thePriceOfTheModelThatWasAskedStandsIn() async throws {
        let session = try service(provider("vendor/m-2026"), MemoryMemo()).session(for: try #require(JobID("job")))
        _ = try await session.complete(request("a"))
        #expect(session.usage.costs == ["USD": 240])
    }

    /// Answers that were recorded before prices were known are found by the jobs that paid for them.
    @Test func olderRecordsAreRead() throws {
        let old = Array(#"{"text":"x","model":"m","inputTokens":3,"outputTokens":4}"#.utf8)
        let call = try #require(RecordedCall(old))
        #expect(call.answer == CompletionAnswer(text: "x", model: "m", inputTokens: 3, outputTokens: 4))
        #expect(call.cost == nil)
        let new = RecordedCall(call.answer, cost: CallCost(microUnits: 5, currency: "EUR"))
        let bytes = try #require(new.bytes)
        let read = try #require(RecordedCall(bytes))
        #expect(read.answer == call.answer && read.cost == new.cost)
    }

    @Test func numbersThatNoProviderMeansDoNotOverflow() async throws {
        let provider = ScriptedProvider { _, _ in
            .success(CompletionAnswer(text: "x", model: "m", inputTokens: .max, outputTokens: .max))
        }
        let session = try service(provider, MemoryMemo()).session(for: try #require(JobID("job")))
        for text in ["a", "b"] { _ = try await session.complete(request(text)) }
        #expect(session.usage.costs == ["USD": .max] && session.usage.inputTokens == .max)
    }
}
