// SPDX-License-Identifier: Apache-2.0
import Jobs
import Locks
import Observability
import Providers
import Queue
import StandIns
import Testing
import Waiting

@testable import Services

/// A call belongs to the host: it outlives the run that made it, and the next run joins it.
@Suite(.timeLimit(.minutes(1)))
struct UnderWayTests {
    private let request = CompletionRequest(parts: [])
    private let gate = Gate()

    private func gated() -> ScriptedProvider {
        ScriptedProvider { [gate] number, _ in
            await gate.pass()
            return .success(answer(number))
        }
    }

    private func service(_ provider: ScriptedProvider, _ memo: MemoryMemo) -> CompletionService {
        CompletionService(provider: provider, memo: memo, clock: StillClock(), log: Logger(CollectedLines()))
    }

    @Test func theNextRunJoinsACallUnderWay() async throws {
        let provider = gated()
        let memo = MemoryMemo()
        let service = service(provider, memo)
        let job = try #require(JobID("job"))
        let runs = (0..<20).map { _ in Task { try await service.session(for: job).complete(request) } }
        try await eventually("the call") { provider.calls == 1 }
        gate.open()
        for run in runs { #expect(try await run.value.text == "answer 0") }
        #expect(provider.calls == 1)
        #expect(memo.begun.count == 1)
    }

    @Test func aCancelledCallerStopsWaitingAndTheCallGoesOn() async throws {
        let provider = gated()
        let memo = MemoryMemo()
        let service = service(provider, memo)
        let job = try #require(JobID("job"))
        let run = Task { try await service.session(for: job).complete(request) }
        try await eventually("the call") { provider.calls == 1 }
        run.cancel()
        // The gate is still shut: only the cancellation can end this.
        let error = await #expect(throws: JobError.self) { try await run.value }
        #expect(error?.class == .cancelled)
        #expect(memo.answers.isEmpty)
        gate.open()
        try await eventually("the record") { memo.answers.count == 1 }
        #expect(try await service.session(for: job).complete(request).text == "answer 0")
        #expect(provider.calls == 1)
        #expect(memo.abandoned.isEmpty)
    }

    /// As when a run is cancelled while one call has ended and the next has not begun.
    @Test func aCallerThatIsCancelledBetweenTwoCallsStops() async throws {
        let calls = CallsUnderWay<CompletionService.Served>()
        let answers = Lock<[JobError.Class]>([])
        let asking = Asking(request, nil, nil) { outcome in
            if case .failure(let error) = outcome { answers.withLock { $0.append(error.class) } }
        }
        asking.cancel()
        let key = CompletionKey(job: try #require(JobID("job")), request: "r", occurrence: 0)
        let waiting = calls.join(
            key,
            make: { [gate] _ in
                await gate.pass()
                return .failure(JobError(.permanent, code: "late", message: ""))
            }
        ) { outcome in
            if case .failure(let error) = outcome { asking.answer(.failure(error)) }
        }
        asking.waits(for: waiting)
        // The gate is still shut.
        try await eventually("its answer") { answers.withLock { $0 } == [.cancelled] }
        gate.open()
    }

    @Test func aCallerThatWasCancelledBeforeStopsAtOnce() async throws {
        let service = service(gated(), MemoryMemo())
        let job = try #require(JobID("job"))
        let before = Gate()
        let run = Task {
            await before.pass()
            return try await service.session(for: job).complete(request)
        }
        run.cancel()
        before.open()
        let error = await #expect(throws: JobError.self) { try await run.value }
        #expect(error?.class == .cancelled)
        gate.open()
    }

    @Test func aFailureReachesEveryoneWhoJoined() async throws {
        let provider = ScriptedProvider { [gate] _, _ in
            await gate.pass()
            return .failure(ProviderFailure(.overloaded, "busy"))
        }
        let service = service(provider, MemoryMemo())
        let job = try #require(JobID("job"))
        let runs = (0..<5).map { _ in Task { try await service.session(for: job).complete(request) } }
        try await eventually("the call") { provider.calls == 1 }
        gate.open()
        for run in runs { await #expect(throws: JobError.self) { try await run.value } }
    }
}
