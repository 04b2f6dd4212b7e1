// SPDX-License-Identifier: Apache-2.0
import Jobs
import Locks
import Providers

/// One request of a run, from the moment it is made to its answer: what is asked, who takes the answer, and whom it waits
/// for just now.
public final class Asking: Sendable {
    typealias Waiting = CallsUnderWay<CompletionService.Served>.Waiting

    private struct State {
        var waiting: Waiting?
        var isCancelled = false
    }

    let request: CompletionRequest
    let holding: (any Sendable)?
    let answer: @Sendable (Result<NumberedAnswer, JobError>) -> Void
    private let pieces: (@Sendable (String) -> Void)?
    private let hasBegun = Lock(false)
    private let state = Lock(State())

    init(
        _ request: CompletionRequest,
        _ pieces: (@Sendable (String) -> Void)?,
        _ holding: (any Sendable)?,
        _ answer: @escaping @Sendable (Result<NumberedAnswer, JobError>) -> Void
    ) {
        self.request = request
        self.pieces = pieces
        self.holding = holding
        self.answer = answer
    }

    /// The answer is an error then, if none has come yet; the call itself goes on and is recorded. From any thread; the
    /// closure is called from another.
    public func cancel() {
        let waiting = state.withLock { state in
            state.isCancelled = true
            return state.waiting
        }
        waiting?.cancel()
    }

    /// Another call is waited for.
    func waits(for waiting: Waiting) {
        let isCancelled = state.withLock { state in
            state.waiting = waiting
            return state.isCancelled
        }
        if isCancelled { waiting.cancel() }
    }

    /// Takes an answer as it comes, in pieces.
    var taker: (@Sendable (String) -> Void)? {
        guard let pieces else { return nil }
        return { text in
            self.hasBegun.withLock { $0 = true }
            TextPieces.forEach(of: text, pieces)
        }
    }

    /// Hands on an answer of which nothing came before.
    func handOn(_ text: String) {
        if let pieces, !hasBegun.withLock({ $0 }) { TextPieces.forEach(of: text, pieces) }
    }
}
