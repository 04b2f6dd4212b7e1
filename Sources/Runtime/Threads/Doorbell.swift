// SPDX-License-Identifier: Apache-2.0
import Locks

/// Wakes one loop: rung by whoever has news, or by an alarm. Rings while nobody waits are remembered as one.
///
/// What a ringer did before `ring` is seen by the loop after the `wait` that it ends.
public final class Doorbell: Sendable {
    private struct State {
        var hasRung = false
        var waiting: CheckedContinuation<Void, Never>?
        var alarm: Task<Void, Never>?
    }
    private let state = Lock(State())

    /// A bell that has not rung.
    public init() {}

    deinit { alarm?.cancel() }

    /// Wakes the loop, or lets its next `wait` return at once. From any thread; never blocks.
    public func ring() {
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard let waiting = state.waiting.take() else {
                state.hasRung = true
                return nil
            }
            return waiting
        }
        waiting?.resume()
    }

    /// Rings by itself after so many seconds, at most an hour, instead of any alarm set before.
    public func setAlarm(after seconds: Double) {
        let alarm = Task { [weak self] in
            do { try await Task.sleep(for: .seconds(max(0, min(seconds, 3600)))) } catch { return }
            self?.ring()
        }
        let old = state.withLock { state in
            defer { state.alarm = alarm }
            return state.alarm
        }
        old?.cancel()
    }

    /// A ring is remembered, which the next `wait` takes.
    var hasRung: Bool { state.withLock { $0.hasRung } }
    /// The alarm that was set last.
    var alarm: Task<Void, Never>? { state.withLock { $0.alarm } }

    /// Waits for a ring. One loop only. Not ended by cancellation: to end the loop, tell it so and ring.
    public func wait() async {
        await withCheckedContinuation { continuation in
            let isDue = state.withLock { state in
                guard !state.hasRung else {
                    state.hasRung = false
                    return true
                }
                // A second waiter would push the first out, which then never woke.
                precondition(state.waiting == nil, "two loops wait for one doorbell")
                state.waiting = continuation
                return false
            }
            if isDue { continuation.resume() }
        }
    }
}
