// SPDX-License-Identifier: Apache-2.0
import Locks
import ModuleProtocol
import Threads

/// One job in flight in a process: who waits for its end, and the calls it has under way.
final class RunningJob: Sendable {
    typealias Continuation = CheckedContinuation<ModuleRunEnd?, Never>

    struct State {
        var continuation: Continuation?
        /// What ends each; nil for the moment in which a call begins.
        var calls: [UInt64: (@Sendable () -> Void)?] = [:]
        var deadline: Deadlines.Ticket?
        var progress = ProgressThinning()
        var isCancelled = false
        var hasEnded = false
    }

    /// Calls under way at once; more are refused.
    private static let callLimit = 64

    let job: ModuleJob
    let services: any JobServices
    private let started = ContinuousClock.now
    let state: Lock<State>

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
        if let deadline = ended.deadline { Deadlines.machine.cancel(deadline) }
        for cancel in ended.calls.values { cancel?() }
        ended.continuation?.resume(returning: end)
    }

    /// Runs `body` after the soft and after the hard limit, unless the job ended before.
    func watch(soft: @escaping @Sendable () -> Void, hard: @escaping @Sendable () -> Void) {
        // Bounded, since no duration can be made of a number that is none; 30 years are without limit.
        let softTimeout = min(max(0, job.softTimeout), 1e9)
        let rest = min(max(0, job.hardTimeout - softTimeout), 1e9)
        after(softTimeout) {
            soft()
            self.after(rest, hard)
        }
    }

    /// As `watch`, for a job that has been told to stop already: what is left is the hard limit.
    func hasten(_ seconds: Double, hard: @escaping @Sendable () -> Void) { after(min(max(0, seconds), 1e9), hard) }

    /// Takes the place of limits set before.
    private func after(_ seconds: Double, _ body: @escaping @Sendable () -> Void) {
        let old = state.withLock { state -> Deadlines.Ticket? in
            guard !state.hasEnded else { return nil }
            defer { state.deadline = Deadlines.machine.add(after: seconds, body) }
            return state.deadline
        }
        if let old { Deadlines.machine.cancel(old) }
    }

    /// Ends the calls under way, and every later one at once, with the answer `cancelled`: a task that waits for an
    /// answer hears of its cancellation by that.
    func cancelCalls() {
        let calls = state.withLock { state in
            state.isCancelled = true
            return Array(state.calls.values)
        }
        for cancel in calls { cancel?() }
    }

    /// Makes a call for the job.
    /// - Parameters:
    ///   - pieces: takes the answer piece by piece; never after `answer`.
    ///   - answer: takes the reply, exactly once.
    func call(
        _ number: UInt64,
        _ call: ServiceCall,
        pieces: @escaping @Sendable (String) -> Void = { _ in },
        answer: @escaping @Sendable (HostReply) -> Void
    ) {
        let refusal = state.withLock { state -> WireError? in
            guard !state.isCancelled, !state.hasEnded else {
                return WireError(outcome: 3, code: "cancelled", message: "the job is to stop")
            }
            // A module may use a number twice; it must not thereby get past the limit.
            guard state.calls.count < Self.callLimit, state.calls[number] == nil else {
                return WireError(outcome: 1, code: "unavailable", message: "too many calls of one job at once")
            }
            state.calls.updateValue(nil, forKey: number)
            return nil
        }
        if let refusal { return answer(HostReply(.failed(refusal))) }
        let stream = PieceStream(pieces)
        let finish: @Sendable (HostReply) -> Void = { reply in
            stream.close()
            self.state.withLock { _ = $0.calls.removeValue(forKey: number) }
            answer(reply)
        }
        let cancel = services.begin(call, pieces: { stream.add($0) }, answer: finish) ?? perform(call, stream, finish)
        let isLate = state.withLock { state in
            if state.calls[number] != nil { state.calls[number] = cancel }
            return state.isCancelled || state.hasEnded
        }
        if isLate { cancel() }
    }

    /// - Returns: what ends it.
    private func perform(
        _ call: ServiceCall,
        _ stream: PieceStream,
        _ finish: @escaping @Sendable (HostReply) -> Void
    ) -> @Sendable () -> Void {
        // On the caller's thread until it first waits: what can be answered at once is.
        let task = Task.immediate { [services] in finish(await services.perform(call) { stream.add($0) }) }
        return { task.cancel() }
    }

    /// The module said how far it is.
    func report(_ report: ProgressReport) {
        let verdict = state.withLock { $0.hasEnded ? .replaced : $0.progress.report(report, at: .now) }
        switch verdict {
        case .replaced: break
        case .pass: services.progress(done: report.done, total: report.total, note: report.note)
        case .wait(let pause):
            Task {
                try? await Task.sleep(for: pause)
                guard let late = self.state.withLock({ $0.hasEnded ? nil : $0.progress.due(at: .now) }) else { return }
                self.services.progress(done: late.done, total: late.total, note: late.note)
            }
        }
    }
}

/// Hands on the pieces of one answer until it is there: a piece behind the answer would find nobody.
private final class PieceStream: Sendable {
    private let handler: Lock<(@Sendable (String) -> Void)?>

    init(_ handler: @escaping @Sendable (String) -> Void) { self.handler = Lock(handler) }

    /// Cut, if need be, into pieces that fit a frame. Under the lock: `close` waits for it.
    func add(_ piece: String) {
        handler.withLock { handler in
            guard let handler else { return }
            var rest = Substring(piece)
            while !rest.isEmpty {
                let head = String(rest).bounded(to: FrameLimits.schema)
                // Never empty: one character of more than 64 KiB is cut between its scalars.
                guard !head.isEmpty else { return }
                handler(head)
                rest = Substring(rest.unicodeScalars.dropFirst(head.unicodeScalars.count))
            }
        }
    }

    func close() { handler.withLock { $0 = nil } }
}
