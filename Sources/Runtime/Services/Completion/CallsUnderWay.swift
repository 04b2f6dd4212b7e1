// SPDX-License-Identifier: Apache-2.0
import Jobs
import Locks
import Queue

/// The paid calls that are under way in this host, by key. A call belongs to the host, not to the run that
/// made it: when a module process dies in the middle, the call goes on to its answer and its record, and the
/// job's next run joins it instead of paying a second time.
final class CallsUnderWay<Answer: Sendable>: Sendable {
    typealias Outcome = Result<Answer, JobError>

    private struct Call: Sendable {
        let task: Task<Outcome, Never>
        let relay: PieceRelay
    }
    private let calls = Lock<[CompletionKey: Call]>([:])

    /// The outcome of the call with this key, which `make` makes unless it is under way already. When the calling
    /// task is cancelled it stops waiting; the call itself goes on.
    /// - Parameters:
    ///   - pieces: takes what `make` hands to its relay; not called any more when this returns.
    ///   - make: its relay is for pieces of the answer.
    func outcome(
        _ key: CompletionKey,
        pieces: PieceRelay.Taker? = nil,
        make: @escaping @Sendable (PieceRelay) async -> Outcome
    ) async -> Outcome {
        let (call, first) = calls.withLock { calls -> (Call, UInt64?) in
            if let call = calls[key] { return (call, nil) }
            let relay = PieceRelay()
            // Before the call begins, so that its pieces come as they are.
            let first = pieces.map { relay.join($0) }
            let task = Task {
                let outcome = await make(relay)
                self.calls.withLock { calls in _ = calls.removeValue(forKey: key) }
                return outcome
            }
            let call = Call(task: task, relay: relay)
            calls[key] = call
            return (call, first)
        }
        let taker = first ?? pieces.map { call.relay.join($0) }
        defer { if let taker { call.relay.leave(taker) } }
        let waiting = OneAnswer<Outcome>()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                waiting.wait(continuation)
                Task { waiting.answer(await call.task.value) }
            }
        } onCancel: {
            waiting.answer(
                .failure(JobError(.cancelled, code: "cancelled", message: "the job was cancelled during a model call"))
            )
        }
    }
}
