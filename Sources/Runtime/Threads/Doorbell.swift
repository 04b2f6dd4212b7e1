// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Wakes one loop: rung by whoever has news, or by an alarm. Rings while nobody waits are remembered as one.
public final class Doorbell: Sendable {
    private struct State {
        var hasRung = false
        var isClosed = false
        var waiting: CheckedContinuation<Void, Never>?
        var alarm: Task<Void, Never>?
    }
    private let state = Mutex(State())

    public init() {}

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

    /// Rings by itself after so many seconds, instead of any alarm set before.
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

    /// Waits for a ring. One loop only.
    public func wait() async {
        await withCheckedContinuation { continuation in
            let isDue = state.withLock { state in
                guard !state.hasRung else {
                    state.hasRung = false
                    return true
                }
                state.waiting = continuation
                return false
            }
            if isDue { continuation.resume() }
        }
    }
}
