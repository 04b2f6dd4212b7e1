// SPDX-License-Identifier: Apache-2.0
import Locks

/// Why one run is cut short: its job is to be cancelled, or the run is let go of, for its lease is lost or the host stops.
/// Either is said from any thread, once or more often, before the run has begun or after, and cancels the run's task; what
/// remains to be done in it differs.
final class CancelRequest: Sendable {
    private struct State {
        var isMade: Bool
        var isLetGo = false
        var tell: (@Sendable () -> Void)?
    }
    private let state: Lock<State>

    /// - Parameter isMade: it was made before the job was leased.
    init(isMade: Bool) { state = Lock(State(isMade: isMade)) }

    /// The job is to be cancelled.
    var isMade: Bool { state.withLock { $0.isMade } }
    /// Nobody waits for the run any more: its end need not be recorded.
    var isLetGo: Bool { state.withLock { $0.isLetGo } }

    func make() {
        let tell = state.withLock { state in
            state.isMade = true
            return state.tell.take()
        }
        tell?()
    }

    func letGo() {
        let tell = state.withLock { state in
            state.isLetGo = true
            return state.tell.take()
        }
        tell?()
    }

    /// What to do when the run is to be cut short; at once when it was said before. Once.
    func whenCutShort(_ tell: @escaping @Sendable () -> Void) {
        let isSaid = state.withLock { state in
            let isSaid = state.isMade || state.isLetGo
            if !isSaid { state.tell = tell }
            return isSaid
        }
        if isSaid { tell() }
    }
}
