// SPDX-License-Identifier: Apache-2.0
import Jobs
import Observability
import Providers
import Queue
import Services
import StandIns
import Testing

@Suite(.timeLimit(.minutes(1)))
struct FailureTests {
    private let lines = CollectedLines()
    private let request = CompletionRequest(parts: [])

    private func complete(_ provider: ScriptedProvider, _ memo: MemoryMemo) async throws -> CompletionAnswer {
        let service = CompletionService(provider: provider, memo: memo, clock: StillClock(), log: Logger(lines))
        return try await service.session(for: try #require(JobID("job"))).complete(request)
    }

    @Test(
        arguments: [
            (.rateLimited, .retryable), (.overloaded, .retryable), (.spendCap, .retryable), (.unauthorized, .retryable),
            (.broken, .retryable), (.unreachable, .retryable), (.timedOut, .retryable), (.tooLong, .permanent),
            (.contentRefused, .permanent), (.badRequest, .permanent), (.unsupportedAttachment, .permanent),
            (.unsupportedSchema, .permanent),
        ] as [(ProviderFailure.Kind, JobError.Class)]
    )
    func everyFailureHasItsClass(_ kind: ProviderFailure.Kind, _ expected: JobError.Class) async throws {
        let memo = MemoryMemo()
        let provider = ScriptedProvider { _, _ in .failure(ProviderFailure(kind, "a sentence", retryAfter: 9)) }
        let error = await #expect(throws: JobError.self) { try await complete(provider, memo) }
        #expect(error?.class == expected)
        #expect(error?.message == "a sentence")
        #expect(error?.retryAfter == 9)
        #expect(error?.code.isEmpty == false)
        // It is not counted as in flight, and nothing was recorded.
        #expect(memo.abandoned == memo.begun)
        #expect(memo.abandoned.count == 1)
        #expect(memo.answers.isEmpty)
    }

    @Test func aFailedCallIsMadeAgainByTheNextRun() async throws {
        let memo = MemoryMemo()
        let provider = ScriptedProvider { number, _ in
            number == 0 ? .failure(ProviderFailure(.broken, "half")) : .success(answer(number))
        }
        let service = CompletionService(provider: provider, memo: memo, clock: StillClock(), log: Logger(lines))
        let job = try #require(JobID("job"))
        await #expect(throws: JobError.self) { try await service.session(for: job).complete(request) }
        #expect(try await service.session(for: job).complete(request).text == "answer 1")
    }

    /// An answer that was paid for waits for room and is neither lost nor asked for again.
    @Test func aFullDiskIsWaitedFor() async throws {
        let full = QueueError(.full, "no room")
        let memo = MemoryMemo(recordFailures: [full, full])
        let provider = ScriptedProvider.counting()
        #expect(try await complete(provider, memo).text == "answer 0")
        #expect(memo.recordAttempts == 3)
        #expect(memo.answers.count == 1)
        #expect(provider.calls == 1)
        #expect(lines.sentences.filter { $0.contains("cannot be recorded yet") }.count == 2)
    }

    @Test(arguments: [QueueError.Code.unavailable, .corrupt])
    func anotherFaultOfTheMemoEndsTheCall(_ code: QueueError.Code) async throws {
        let memo = MemoryMemo(recordFailures: [QueueError(code, "gone")])
        let error = await #expect(throws: JobError.self) { try await complete(ScriptedProvider.counting(), memo) }
        #expect(error?.class == .retryable)
        #expect(error?.code == "memo_unavailable")
        #expect(memo.recordAttempts == 1)
    }

    /// What cannot be noted is not asked: it could be paid for without anybody knowing.
    @Test(arguments: [QueueError.Code.unavailable, .full])
    func withoutANoteNothingIsAsked(_ code: QueueError.Code) async throws {
        let provider = ScriptedProvider.counting()
        let error = await #expect(throws: JobError.self) {
            try await complete(provider, MemoryMemo(beginFailure: QueueError(code, "gone")))
        }
        #expect(error?.class == .retryable)
        #expect(provider.calls == 0)
    }
}
