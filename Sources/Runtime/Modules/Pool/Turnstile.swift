// SPDX-License-Identifier: Apache-2.0
import Locks

/// Lets so many through at once; the others wait in the order of arrival. Who is cancelled while he waits leaves.
final class Turnstile: Sendable {
    private struct State {
        var free: Int
        var next: UInt64 = 0
        var waiting: [(number: UInt64, continuation: CheckedContinuation<Bool, Never>)] = []
    }
    private let state: Lock<State>

    init(_ limit: Int) { state = Lock(State(free: max(1, limit))) }

    /// True when it let the caller through, who then owes one `leave`; false when the calling task was cancelled.
    func pass() async -> Bool {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isFree = state.withLock { state in
                    guard state.free > 0, state.waiting.isEmpty else {
                        state.waiting.append((number, continuation))
                        return false
                    }
                    state.free -= 1
                    return true
                }
                if isFree { return continuation.resume(returning: true) }
                // Cancelled before it waited: that word found nobody.
                if Task.isCancelled { giveUp(number) }
            }
        } onCancel: {
            giveUp(number)
        }
    }

    func leave() {
        let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume(returning: true)
    }

    private func giveUp(_ number: UInt64) {
        let waiter = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard let index = state.waiting.firstIndex(where: { $0.number == number }) else { return nil }
            return state.waiting.remove(at: index).continuation
        }
        waiter?.resume(returning: false)
    }
}
