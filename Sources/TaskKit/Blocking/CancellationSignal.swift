// SPDX-License-Identifier: Apache-2.0
import Locks

/// Tells a blocking task that it is to stop. Once given, it stays.
public final class CancellationSignal: Sendable {
    private struct State {
        var isCancelled = false
        var next = 0
        var actions: [Int: @Sendable () -> Void] = [:]
    }
    private let state = Lock(State())

    public init() {}

    public var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// Ends what the task waits for. From any thread; returns at once.
    public func cancel() {
        let actions = state.withLock { state in
            state.isCancelled = true
            defer { state.actions = [:] }
            return Array(state.actions.values)
        }
        for action in actions { action() }
    }

    /// Runs `action` when the signal is given, at once if it was; returns its number for `forget`.
    package func whenCancelled(_ action: @escaping @Sendable () -> Void) -> Int? {
        let number: Int? = state.withLock { state in
            guard !state.isCancelled else { return nil }
            state.next += 1
            state.actions[state.next] = action
            return state.next
        }
        if number == nil { action() }
        return number
    }

    package func forget(_ number: Int?) {
        guard let number else { return }
        state.withLock { _ = $0.actions.removeValue(forKey: number) }
    }
}
