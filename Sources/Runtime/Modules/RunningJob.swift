// SPDX-License-Identifier: Apache-2.0
import Locks
import ModuleProtocol

/// One job in flight in a process: who waits for its end, and the model calls it has under way.
final class RunningJob: Sendable {
    typealias Continuation = CheckedContinuation<ModuleRunEnd?, Never>

    private struct State {
        var continuation: Continuation?
        var calls: [UInt64: Task<Void, Never>] = [:]
        var timer: Task<Void, Never>?
        var isCancelled = false
        var hasEnded = false
    }

    /// Model calls under way at once; more are refused.
    private static let callLimit = 64

    let job: ModuleJob
    let services: any JobServices
    private let started = ContinuousClock.now
    private let state: Lock<State>

    init(_ job: ModuleJob, _ services: any JobServices, _ continuation: Continuation) {
        self.job = job
        self.services = services
        state = Lock(State(continuation: continuation))
    }

    var milliseconds: Int64 { Int64((ContinuousClock.now - started) / .milliseconds(1)) }

    /// Tells who waits, once, and ends what was under way for the job. Nil: it was not taken.
    func end(_ end: ModuleRunEnd?) {
        let ended = state.withLock { state in
            let ended = state
            state = State(hasEnded: true)
            return ended
        }
        ended.timer?.cancel()
        for call in ended.calls.values { call.cancel() }
        ended.continuation?.resume(returning: end)
    }

    /// Runs `body` after the soft and after the hard limit, unless the job ended before.
    func watch(soft: @escaping @Sendable () -> Void, hard: @escaping @Sendable () -> Void) {
        // Bounded, since no duration can be made of a number that is none; 30 years are without limit.
        let softTimeout = min(max(0, job.softTimeout), 1e9)
        let rest = min(max(0, job.hardTimeout - softTimeout), 1e9)
        let timer = Task {
            do {
                try await Task.sleep(for: .seconds(softTimeout))
                soft()
                try await Task.sleep(for: .seconds(rest))
                hard()
            } catch {}
        }
        let isLate = state.withLock {
            $0.timer = timer
            return $0.hasEnded
        }
        if isLate { timer.cancel() }
    }

    /// Ends the model calls under way, and every later one at once, with the answer `cancelled`: a task that waits
    /// for a model hears of its cancellation by that.
    func cancelCalls() {
        let calls = state.withLock { state in
            state.isCancelled = true
            return Array(state.calls.values)
        }
        for call in calls { call.cancel() }
    }

    /// Makes a model call for the job and hands its reply to `answer`, exactly once.
    func call(_ number: UInt64, _ call: ServiceCall, answer: @escaping @Sendable (HostReply) -> Void) {
        let services = services
        let refusal = state.withLock { state -> WireError? in
            guard !state.isCancelled, !state.hasEnded else {
                return WireError(outcome: 3, code: "cancelled", message: "the job is to stop")
            }
            // A module may use a number twice; it must not thereby get past the limit.
            guard state.calls.count < Self.callLimit, state.calls[number] == nil else {
                return WireError(outcome: 1, code: "unavailable", message: "too many model calls of one job at once")
            }
            state.calls[number] = Task {
                let reply = await services.perform(call) { _ in }
                self.state.withLock { _ = $0.calls.removeValue(forKey: number) }
                answer(reply)
            }
            return nil
        }
        if let refusal { answer(HostReply(.failed(refusal))) }
    }
}
