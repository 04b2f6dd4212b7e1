// SPDX-License-Identifier: Apache-2.0
import Locks

/// One request and its answer, between the server's thread, the task that handles it and whoever gives up on it.
///
/// The states are passed in one direction: receiving → handling → answered. Exactly one answer wins; the
/// connection is resumed exactly once, under the lock, so that a server that stops can be sure by taking the
/// lock that no resumption is still to come.
final class Exchange: Sendable {
    /// What is to be done with a connection whose request is complete, or which was resumed.
    enum Step: Sendable {
        /// The connection was parked; run the handler.
        case handle
        case answer(InboundResponse)
    }

    private enum Phase {
        case receiving
        /// Parked; `resume` lets the server's thread go on with it.
        case handling(resume: @Sendable () -> Void)
        case answered(InboundResponse)
    }

    private struct State {
        var phase = Phase.receiving
        var task: Task<Void, Never>?
    }

    /// Of the table that the exchange is entered in.
    let connection: ConnectionTable.ID
    let target: String
    private let state = Lock(State())

    init(connection: ConnectionTable.ID, target: String) {
        self.connection = connection
        self.target = target
    }

    /// The answer, if there is one already.
    var answer: InboundResponse? {
        state.withLock { if case .answered(let response) = $0.phase { response } else { nil } }
    }

    /// The request is complete, or the connection was resumed: parks the connection unless there is an answer.
    /// - Parameters:
    ///   - park: called under the lock, before anybody can resume.
    ///   - resume: called once, under the lock, when the answer is there.
    func advance(park: () -> Void, resume: @escaping @Sendable () -> Void) -> Step {
        state.withLock { state in
            if case .answered(let response) = state.phase { return .answer(response) }
            park()
            state.phase = .handling(resume: resume)
            return .handle
        }
    }

    /// The task that works on the answer, to be cancelled when nobody waits for it any more.
    func attach(_ task: Task<Void, Never>) {
        let isLate = state.withLock { state in
            if case .answered = state.phase { return true }
            state.task = task
            return false
        }
        if isLate { task.cancel() }
    }

    /// Gives the answer. False when another was there first; then nothing happens.
    @discardableResult
    func finish(_ response: InboundResponse) -> Bool {
        state.withLock { state in
            switch state.phase {
            case .answered: return false
            case .receiving:
                state.phase = .answered(response)
                return true
            case .handling(let resume):
                state.phase = .answered(response)
                state.task = nil
                resume()
                return true
            }
        }
    }

    /// Answers in the handler's place and cancels its task.
    func abandon(_ response: InboundResponse) {
        let task = state.withLock { $0.task }
        finish(response)
        task?.cancel()
    }
}
