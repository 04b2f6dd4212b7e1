// SPDX-License-Identifier: Apache-2.0
import Locks
import Threads

/// Gives systemd signs of life while the host answers, and none while it does not: each sign needs an answer that came
/// after the sign before.
public final class Watchdog: Sendable {
    private struct State {
        var isStopping = false
        /// Answered since the last sign.
        var hasAnswered = false
        var isAsking = false
        /// Times that it looked whether an answer had come.
        var looks = 0
    }

    private let notice: ServiceNotice
    private let seconds: Double
    private let pulse: @Sendable () async -> Void
    private let state = Lock(State())

    /// Nil when systemd waits for no sign.
    /// - Parameter pulse: returns when the host's parts have answered; may never return.
    public init?(_ notice: ServiceNotice, pulse: @escaping @Sendable () async -> Void) {
        guard let seconds = notice.watchdogSeconds else { return nil }
        self.notice = notice
        self.seconds = seconds
        self.pulse = pulse
    }

    /// Works until `stop`. Asks four times in the time that systemd waits.
    public func run() async {
        while !state.withLock({ $0.isStopping }) {
            ask()
            do { try await Task.sleep(for: .seconds(seconds / 4)) } catch { return }
            let isAlive = state.withLock { state in
                defer { state.hasAnswered = false }
                state.looks += 1
                return state.hasAnswered
            }
            if isAlive { notice.watchdog() }
        }
    }

    /// For tests.
    var looks: Int { state.withLock { $0.looks } }

    /// Gives no further sign.
    public func stop() { state.withLock { $0.isStopping = true } }

    /// One question at a time: a host that does not answer is not asked ever more often.
    private func ask() {
        let isFirst = state.withLock { state in
            defer { state.isAsking = true }
            return !state.isAsking
        }
        guard isFirst else { return }
        Task {
            await pulse()
            state.withLock { state in
                state.isAsking = false
                state.hasAnswered = true
            }
        }
    }
}
