// SPDX-License-Identifier: Apache-2.0
import Buffers
import Locks
import ModuleProtocol
import Testing
import Waiting

@testable import Modules

@Suite(.timeLimit(.minutes(1)))
struct RunningJobTests {
    private let call = ServiceCall.complete(
        CompletionCall(parts: [], model: "", temperature: -1, maximumOutputTokens: 0, targetWords: 0)
    )

    /// Makes a running job, lets `body` use it, and gives what its waiter was told.
    private func end(
        _ services: any JobServices = Answering(),
        soft: Double = 600,
        hard: Double = 600,
        _ body: @escaping @Sendable (RunningJob) -> Void
    ) async throws -> ModuleRunEnd? {
        let job = try testJob("x", soft: soft, hard: hard)
        return await withCheckedContinuation { body(RunningJob(job, services, $0)) }
    }

    @Test func onlyTheFirstEndCounts() async throws {
        let end = try await end { job in
            job.end(.notRun(reason: "first", retryAfter: 0))
            job.end(.notRun(reason: "second", retryAfter: 0))
            job.end(nil)
        }
        guard case .notRun("first", 0) = end else {
            Issue.record("\(String(describing: end))")
            return
        }
    }

    /// The job is told to stop while a call of it begins: the call is ended, though it was not among those under way.
    @Test func aCallThatBeginsDuringACancellationIsEnded() async throws {
        let services = CancelledMeanwhile()
        _ = try await end(services) { [call] job in
            services.job.withLock { $0 = job }
            job.call(1, call) { _ in }
            // Not by the job's end.
            #expect(services.ended.withLock { $0 } == 1)
            job.end(nil)
        }
    }

    private final class CancelledMeanwhile: JobServices {
        let buffers = BufferAccount()
        let job = Lock<RunningJob?>(nil)
        let ended = Lock(0)

        func begin(
            _ call: ServiceCall,
            pieces: @escaping @Sendable (String) -> Void,
            answer: @escaping @Sendable (HostReply) -> Void
        ) -> (@Sendable () -> Void)? {
            job.withLock { $0.take() }?.cancelCalls()
            return { [weak self] in
                self?.ended.withLock { $0 += 1 }
                answer(HostReply(.failed(WireError(outcome: 3, code: "cancelled", message: ""))))
            }
        }

        func perform(_ call: ServiceCall, pieces: @escaping @Sendable (String) -> Void) async -> HostReply {
            HostReply(.failed(WireError(outcome: 2, code: "unsupported", message: "")))
        }
    }

    @Test func theLimitsComeInOrder() async throws {
        let order = Lock<[String]>([])
        let end = try await end(soft: 0, hard: 0) { job in
            job.watch {
                order.withLock { $0.append("soft") }
            } hard: {
                order.withLock { $0.append("hard") }
                job.end(nil)
            }
        }
        #expect(end == nil)
        #expect(order.withLock { $0 } == ["soft", "hard"])
    }

    @Test func noLimitComesAfterTheEnd() async throws {
        let count = Lock(0)
        _ = try await end(soft: 0, hard: 0) { job in
            job.end(nil)
            job.watch {
                count.withLock { $0 += 1 }
            } hard: {
                count.withLock { $0 += 100 }
            }
        }
        // The soft limit may have been on its way; the hard one must not come.
        #expect(count.withLock { $0 } < 100)
    }

    @Test func callsUnderWayAreCancelledByTheEnd() async throws {
        let services = Waiting()
        let replies = Lock<[ServiceReply]>([])
        let job = Lock<RunningJob?>(nil)
        let run = Task {
            try await end(services) { running in
                job.withLock { $0 = running }
                running.call(1, call) { reply in replies.withLock { $0.append(reply.reply) } }
            }
        }
        try await eventually("the call") { services.count == 1 }
        job.withLock { $0 }?.end(nil)
        _ = try await run.value
        try await eventually("the reply") { replies.withLock { $0.count } == 1 }
        #expect(replies.withLock { $0 } == [Waiting.cancelled])
    }

    /// The bound holds for a module that numbers its calls as it likes.
    @Test(arguments: [true, false])
    func moreCallsThanTheLimitAreRefused(_ isNumberedTheSame: Bool) async throws {
        let services = Waiting()
        let replies = Lock<[ServiceReply]>([])
        _ = try await end(services) { job in
            for number in 0..<200 {
                job.call(isNumberedTheSame ? 7 : UInt64(number), call) { reply in
                    replies.withLock { $0.append(reply.reply) }
                }
            }
            job.end(nil)
        }
        try await eventually("200 replies") { replies.withLock { $0.count } == 200 }
        let refused = replies.withLock { $0.filter { $0 != Waiting.cancelled } }
        #expect(refused.count >= 200 - 64)
        #expect(services.count <= 64)
    }

    @Test func aCallAfterTheEndIsRefused() async throws {
        let services = Answering()
        let replies = Lock<[ServiceReply]>([])
        _ = try await end(services) { job in
            job.end(nil)
            job.call(1, call) { reply in replies.withLock { $0.append(reply.reply) } }
        }
        #expect(replies.withLock { $0.count } == 1)
        if case .completed = replies.withLock({ $0[0] }) { Issue.record("answered after the end") }
    }
}
