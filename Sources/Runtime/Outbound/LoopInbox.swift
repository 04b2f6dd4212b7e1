// SPDX-License-Identifier: Apache-2.0
internal import Destinations
internal import Glibc
internal import Locks
import Synchronization

/// What the callers' threads say to the loop's thread.
enum LoopMessage: Sendable {
    case start(Submission)
    case cancel(UInt64)
}

/// One call on its way to the loop. Whoever takes it out of the inbox resumes its continuation, once.
struct Submission: Sendable {
    typealias Continuation = CheckedContinuation<Result<OutboundResponse, OutboundFailure>, Never>

    let ticket: Ticket
    let request: OutboundRequest
    let continuation: Continuation
    var url: HTTPURL { ticket.url }
}

/// Names a call and where it goes, and remembers a cancellation that comes before the call itself does.
final class Ticket: Sendable {
    let id: UInt64
    let url: HTTPURL
    private let cancelled = Atomic(false)

    init(id: UInt64, _ url: HTTPURL) {
        self.id = id
        self.url = url
    }

    var isCancelled: Bool { cancelled.load(ordering: .acquiring) }
    func cancel() { cancelled.store(true, ordering: .releasing) }
}

/// The one way into the loop: a list under a lock, and a bell.
final class LoopInbox: Sendable {
    private struct State {
        var messages: [LoopMessage] = []
        /// Calls that were taken and have not ended.
        var calls = 0
        var isClosed = false
        /// Taken away by the loop before it closes the bell, so that nobody rings a descriptor that is another's by then.
        var waker: Waker?
    }
    private let state: Lock<State>
    private let limit: Int

    init(waker: Waker, limit: Int) {
        self.state = Lock(State(waker: waker))
        self.limit = limit
    }

    enum Refusal { case closed, full }

    func post(_ submission: Submission) -> Refusal? {
        state.withLock { state in
            if state.isClosed { return .closed }
            if state.calls >= limit { return .full }
            state.calls += 1
            state.messages.append(.start(submission))
            if state.messages.count == 1 { state.waker?.wake() }
            return nil
        }
    }

    func cancel(_ ticket: Ticket) {
        ticket.cancel()
        state.withLock { state in
            guard !state.isClosed else { return }
            state.messages.append(.cancel(ticket.id))
            if state.messages.count == 1 { state.waker?.wake() }
        }
    }

    func close() {
        state.withLock { state in
            state.isClosed = true
            state.waker?.wake()
        }
    }

    /// For the loop, before it resumes a call: there is room for another.
    func noteEnd() { state.withLock { $0.calls -= 1 } }

    /// For the loop: what has come, and whether it should end.
    func take() -> (messages: [LoopMessage], isClosed: Bool) {
        state.withLock { state in
            let messages = state.messages
            state.messages = []
            return (messages, state.isClosed)
        }
    }

    /// For the loop, before it frees its handle. After it no message is accepted.
    func disconnect() {
        state.withLock { state in
            state.isClosed = true
            state.waker = nil
        }
    }
}

/// Wakes the loop out of its wait, from any thread.
struct Waker: Sendable {
    /// `SocketWatch.bell`.
    let bell: Int32

    func wake() {
        var one: UInt64 = 1
        _ = write(bell, &one, 8)
    }
}
