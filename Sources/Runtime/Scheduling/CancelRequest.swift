// SPDX-License-Identifier: Apache-2.0
import Locks

/// That the job of one run is to be cancelled: said from any thread, once or more often, before the run has begun or
/// after. Apart from the cancellation of the Swift task, which means that the lease is lost or the host stops.
final class CancelRequest: Sendable {
    private struct State {
        var isMade: Bool
        var tell: (@Sendable () -> Void)?
    }
    private let state: Lock<State>

    /// - Parameter isMade: it was made before the job was leased.
    init(isMade: Bool) { state = Lock(State(isMade: isMade)) }

    var isMade: Bool { state.withLock { $0.isMade } }

    func make() {
        let tell = state.withLock { state in
            state.isMade = true
            return state.tell.take()
        }
        tell?()
    }

    /// What to do when it is made; at once when it was. Once.
    func whenMade(_ tell: @escaping @Sendable () -> Void) {
        let isMade = state.withLock { state in
            if !state.isMade { state.tell = tell }
            return state.isMade
        }
        if isMade { tell() }
    }
}
