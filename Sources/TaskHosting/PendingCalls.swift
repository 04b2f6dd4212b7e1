// SPDX-License-Identifier: Apache-2.0
import Locks

/// Calls to the host that wait for their answer, by number. `Waiter` is what the answer is handed to.
final class PendingCalls<Waiter: Sendable>: Sendable {
    /// More at once are refused: a module that asks without end must not fill the host.
    static var limit: Int { 4096 }

    private struct State {
        var next: UInt64 = 1
        var waiting: [UInt64: Waiter] = [:]
    }
    private let state = Lock(State())

    /// The new call's number; nil when too many wait.
    func add(_ waiter: Waiter) -> UInt64? {
        state.withLock {
            guard $0.waiting.count < Self.limit else { return nil }
            let number = $0.next
            $0.next += 1
            $0.waiting[number] = waiter
            return number
        }
    }

    /// Takes the waiter out: each gets one answer.
    func take(_ number: UInt64) -> Waiter? { state.withLock { $0.waiting.removeValue(forKey: number) } }
}
