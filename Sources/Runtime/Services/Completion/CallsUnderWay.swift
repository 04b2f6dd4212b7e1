// SPDX-License-Identifier: Apache-2.0
import Jobs
import Locks
import Queue

/// The paid calls that are under way in this host, by key. A call belongs to the host, not to the run that
/// made it: when a module process dies in the middle, the call goes on to its answer and its record, and the
/// job's next run joins it instead of paying a second time.
final class CallsUnderWay<Answer: Sendable>: Sendable {
    typealias Outcome = Result<Answer, JobError>

    /// One who waits for an outcome, without a task: a closure.
    final class Waiting: Sendable {
        private struct State {
            var answer: (@Sendable (Outcome) -> Void)?
            var relay: PieceRelay?
            var taker: UInt64?
        }
        private let state: Lock<State>

        fileprivate init(_ answer: @escaping @Sendable (Outcome) -> Void) { state = Lock(State(answer: answer)) }

        /// Before anybody else knows of it, so that no piece comes behind the answer.
        fileprivate func take(_ pieces: @escaping PieceRelay.Taker, of relay: PieceRelay) {
            let taker = relay.join(pieces)
            state.withLock { state in
                state.relay = relay
                state.taker = taker
            }
        }

        /// Stops waiting; the call itself goes on. The closure is called from another thread, for who cancels may hold
        /// what it takes.
        func cancel() {
            Task {
                self.end(
                    .failure(
                        JobError(.cancelled, code: "cancelled", message: "the job was cancelled during a model call")
                    )
                )
            }
        }

        fileprivate func end(_ outcome: Outcome) {
            let ended = state.withLock { state in
                defer { state.answer = nil }
                return state
            }
            guard let answer = ended.answer else { return }
            if let taker = ended.taker { ended.relay?.leave(taker) }
            answer(outcome)
        }
    }

    private struct Call: Sendable {
        let relay = PieceRelay()
        var waiting: [Waiting] = []
    }
    private let calls = Lock<[CompletionKey: Call]>([:])

    /// Waits for the outcome of the call with this key, which `make` makes unless it is under way already.
    /// - Parameters:
    ///   - pieces: takes what `make` hands to its relay; not called any more when `answer` is.
    ///   - make: its relay is for pieces of the answer.
    ///   - answer: takes the outcome, once, from any thread.
    @discardableResult
    func join(
        _ key: CompletionKey,
        pieces: PieceRelay.Taker? = nil,
        make: @escaping @Sendable (PieceRelay) async -> Outcome,
        answer: @escaping @Sendable (Outcome) -> Void
    ) -> Waiting {
        let waiting = Waiting(answer)
        let (relay, isNew) = calls.withLock { calls -> (PieceRelay, Bool) in
            let known = calls[key]
            var call = known ?? Call()
            // Under the lock: the call must not end between the two. The taker neither blocks nor calls back.
            if let pieces { waiting.take(pieces, of: call.relay) }
            call.waiting.append(waiting)
            calls[key] = call
            return (call.relay, known == nil)
        }
        // After the taker has joined, so that the pieces come as they are.
        if isNew {
            Task {
                let outcome = await make(relay)
                let call = self.calls.withLock { $0.removeValue(forKey: key) }
                for waiting in call?.waiting ?? [] { waiting.end(outcome) }
            }
        }
        return waiting
    }

    /// The same, for one who waits in a task; when that is cancelled it stops waiting.
    func outcome(
        _ key: CompletionKey,
        make: @escaping @Sendable (PieceRelay) async -> Outcome
    ) async -> Outcome {
        let answer = OneAnswer<Outcome>()
        let waiting = join(key, make: make) { answer.answer($0) }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { answer.wait($0) }
        } onCancel: {
            waiting.cancel()
        }
    }
}
