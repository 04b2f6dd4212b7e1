// SPDX-License-Identifier: Apache-2.0
import Glibc
import Locks

/// All open connections with what they are waiting for and until when: what makes the deadlines absolute and
/// lets a stopping server know who is still being served.
final class ConnectionTable: Sendable {
    typealias ID = UInt64

    /// Why a connection has a deadline.
    private enum Wait {
        /// Bytes of a peer before its headers are complete, or a peer that takes bytes.
        case transfer
        /// A body whose headers are there: whoever sends it is told when it comes too late. Bytes came last at
        /// `heardAt`.
        case body(requestID: String)
        /// The handler's answer.
        case handler
    }

    private struct Entry {
        let socket: Int32
        let peer: String
        var exchange: Exchange?
        var wait = Wait.transfer
        var deadline: ContinuousClock.Instant
        var heardAt = ContinuousClock.now
    }

    private struct State {
        var entries = [ID: Entry]()
        var nextID: ID = 1
        var exchanges = 0
        /// Set when a stopping server gives up on those that are left: what every later request is answered.
        var finalAnswer: InboundResponse?
    }

    private let transfer: Duration
    private let handling: Duration
    private let silence: Duration
    private let state = Lock(State())

    init(_ limits: ServerLimits) {
        transfer = .seconds(limits.transferSeconds)
        handling = .seconds(limits.handlingSeconds)
        silence = .seconds(limits.idleSeconds)
    }

    /// Requests that began and whose answers are not wholly sent.
    var exchanges: Int { state.withLock { $0.exchanges } }

    func opened(socket: Int32, peer: String) -> ID {
        let deadline = ContinuousClock.now + transfer
        return state.withLock { state in
            let id = state.nextID
            state.nextID += 1
            state.entries[id] = Entry(socket: socket, peer: peer, deadline: deadline)
            return id
        }
    }

    /// Must be called before the socket is closed, so that `sweep` never touches a descriptor that was reused.
    func closed(_ id: ID) {
        state.withLock { _ = $0.entries.removeValue(forKey: id) }
    }

    /// A request line has come.
    func began(_ exchange: Exchange) {
        let deadline = ContinuousClock.now + transfer
        let refusal = state.withLock { state in
            state.exchanges += 1
            state.entries[exchange.connection]?.exchange = exchange
            state.entries[exchange.connection]?.deadline = deadline
            return state.finalAnswer
        }
        if let refusal { exchange.finish(refusal) }
    }

    /// The headers are there and a body is to come, within the time that began with the request line.
    func awaitsBody(_ id: ID, requestID: String) {
        let now = ContinuousClock.now
        state.withLock { state in
            state.entries[id]?.wait = .body(requestID: requestID)
            state.entries[id]?.heardAt = now
        }
    }

    /// A piece of the body came.
    func heard(_ id: ID) {
        let now = ContinuousClock.now
        state.withLock { $0.entries[id]?.heardAt = now }
    }

    /// The body is not wanted any further: says why, past libmicrohttpd, which takes no answer in the middle of one,
    /// and ends the connection.
    func cut(_ id: ID, _ answer: RawAnswer) {
        state.withLock { state in
            guard let entry = state.entries[id], case .body(let requestID) = entry.wait else { return }
            answer.send(to: entry.socket, requestID: requestID)
            state.entries[id]?.wait = .transfer
        }
    }

    /// The request is complete and goes to the handler.
    /// - Returns: the peer's address.
    func handles(_ id: ID) -> String {
        set(.handler, ContinuousClock.now + handling, of: id)
    }

    /// The answer is being sent.
    func answers(_ id: ID) {
        _ = set(.transfer, ContinuousClock.now + transfer, of: id)
    }

    /// The answer is sent, or the connection broke.
    func ended(_ id: ID) {
        let deadline = ContinuousClock.now + transfer
        state.withLock { state in
            state.exchanges -= 1
            state.entries[id]?.exchange = nil
            state.entries[id]?.wait = .transfer
            state.entries[id]?.deadline = deadline
        }
    }

    /// Cuts connections whose deadline has passed and gives up on handlers whose time is over.
    func sweep(late: InboundResponse) {
        let now = ContinuousClock.now
        let overdue = state.withLock { state in
            var overdue = [Exchange]()
            for (id, entry) in state.entries {
                let isLate = entry.deadline < now
                switch entry.wait {
                // Under the lock: `closed` comes before the descriptor is given back, and `answers` before
                // libmicrohttpd writes.
                case .transfer: if isLate { shutdown(entry.socket, Int32(SHUT_RDWR)) }
                case .body(let requestID):
                    guard isLate || entry.heardAt + silence < now else { continue }
                    RawAnswer.bodyTooLate.send(to: entry.socket, requestID: requestID)
                    shutdown(entry.socket, Int32(SHUT_RDWR))
                    state.entries[id]?.wait = .transfer
                case .handler: if isLate, let exchange = entry.exchange { overdue.append(exchange) }
                }
            }
            return overdue
        }
        for exchange in overdue { exchange.abandon(late) }
    }

    /// From now on every request that has no answer yet gets this one.
    func giveUp(_ answer: InboundResponse) {
        let open = state.withLock { state in
            state.finalAnswer = answer
            return state.entries.values.compactMap(\.exchange)
        }
        for exchange in open { exchange.abandon(answer) }
    }

    private func set(_ wait: Wait, _ deadline: ContinuousClock.Instant, of id: ID) -> String {
        state.withLock { state in
            state.entries[id]?.wait = wait
            state.entries[id]?.deadline = deadline
            return state.entries[id]?.peer ?? ""
        }
    }
}
