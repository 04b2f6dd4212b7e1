// SPDX-License-Identifier: Apache-2.0
import Locks

/// Hands the pieces of one answer on to whoever waits for it; who comes later gets first what has come already.
final class PieceRelay: Sendable {
    typealias Taker = @Sendable (String) -> Void

    private struct State {
        var text = ""
        var takers: [UInt64: Taker] = [:]
        var last: UInt64 = 0
    }
    private let state = Lock(State())

    /// Takers are called under the lock, which keeps pieces in order and none from coming after `leave`. They may not
    /// block nor call back.
    func add(_ piece: String) {
        state.withLock { state in
            state.text += piece
            for taker in state.takers.values { taker(piece) }
        }
    }

    /// Whether a piece came already, so that another answer could not be handed on behind it.
    var hasBegun: Bool { state.withLock { !$0.text.isEmpty } }

    /// - Returns: what to call `leave` with.
    func join(_ taker: @escaping Taker) -> UInt64 {
        state.withLock { state in
            if !state.text.isEmpty { taker(state.text) }
            state.last += 1
            state.takers[state.last] = taker
            return state.last
        }
    }

    /// The taker hears nothing more from here on.
    func leave(_ taker: UInt64) { state.withLock { _ = $0.takers.removeValue(forKey: taker) } }
}
