// SPDX-License-Identifier: Apache-2.0
import Jobs
import Locks
import Providers
import Queue

/// The model calls that are under way in this host, by key. A call belongs to the host, not to the run that
/// made it: when a module process dies in the middle, the call goes on to its answer and its record, and the
/// job's next run joins it instead of paying a second time.
final class CallsUnderWay: Sendable {
    typealias Outcome = Result<CompletionAnswer, JobError>

    private let calls = Lock<[CompletionKey: Task<Outcome, Never>]>([:])

    /// The outcome of the call with this key, which `make` makes unless it is under way already. When the calling
    /// task is cancelled it stops waiting; the call itself goes on.
    func outcome(_ key: CompletionKey, make: @escaping @Sendable () async -> Outcome) async -> Outcome {
        let call = calls.withLock { calls -> Task<Outcome, Never> in
            if let call = calls[key] { return call }
            let call = Task {
                let outcome = await make()
                self.calls.withLock { calls in _ = calls.removeValue(forKey: key) }
                return outcome
            }
            calls[key] = call
            return call
        }
        let waiting = OneAnswer()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                waiting.wait(continuation)
                Task { waiting.answer(await call.value) }
            }
        } onCancel: {
            waiting.answer(
                .failure(JobError(.cancelled, code: "cancelled", message: "the job was cancelled during a model call"))
            )
        }
    }
}

/// Resumes one waiting caller with the first answer that comes, also when it comes first.
private final class OneAnswer: Sendable {
    private enum State {
        case idle
        case waiting(CheckedContinuation<CallsUnderWay.Outcome, Never>)
        case answered(CallsUnderWay.Outcome)
        case done
    }
    private let state = Lock(State.idle)

    func wait(_ continuation: CheckedContinuation<CallsUnderWay.Outcome, Never>) {
        let early = state.withLock { state -> CallsUnderWay.Outcome? in
            if case .answered(let outcome) = state {
                state = .done
                return outcome
            }
            state = .waiting(continuation)
            return nil
        }
        if let early { continuation.resume(returning: early) }
    }

    func answer(_ outcome: CallsUnderWay.Outcome) {
        let waiting = state.withLock { state -> CheckedContinuation<CallsUnderWay.Outcome, Never>? in
            switch state {
            case .idle:
                state = .answered(outcome)
                return nil
            case .waiting(let continuation):
                state = .done
                return continuation
            case .answered, .done: return nil
            }
        }
        waiting?.resume(returning: outcome)
    }
}
