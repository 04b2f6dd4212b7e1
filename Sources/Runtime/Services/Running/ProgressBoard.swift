// SPDX-License-Identifier: Apache-2.0
public import Jobs
import Locks

/// What can be seen of jobs while they run: how far each says it is, and the newest of its partial output. In memory
/// alone, bounded in all, and gone when the run ends.
public final class ProgressBoard: Sendable {
    /// What a running job shows.
    public struct View: Sendable, Hashable {
        /// Steps done, of so many; a total of 0 is not known.
        public var done: UInt64 = 0
        public var total: UInt64 = 0
        /// What it is at, for people; may be empty.
        public var note = ""
        /// The newest text of work in progress.
        public var partial = ""
        /// Earlier text was left out.
        public var isCut = false
        /// The job has said how far it is.
        public var hasProgress = false
    }

    /// Bytes of partial output kept of one run, unless told.
    public static let runLimit = 256 << 10
    /// Bytes of partial output kept in all, unless told.
    public static let limit = 64 << 20

    private struct Run {
        var job: JobID
        var view = View()
        var text = RecentText()
        /// Grows with every word of partial output.
        var written: UInt64 = 0
    }
    private struct State {
        var runs: [UInt64: Run] = [:]
        /// The newest run of each job: a lease that ran out can leave two.
        var newest: [JobID: UInt64] = [:]
        var bytes = 0
        var last: UInt64 = 0
    }

    private let runLimit: Int
    private let limit: Int
    private let state = Lock(State())

    public init(runLimit: Int = ProgressBoard.runLimit, limit: Int = ProgressBoard.limit) {
        self.runLimit = runLimit
        self.limit = limit
    }

    /// A run begins; its job shows nothing yet.
    /// - Returns: names the run.
    public func begin(_ job: JobID) -> UInt64 {
        state.withLock { state in
            state.last += 1
            state.runs[state.last] = Run(job: job)
            state.newest[job] = state.last
            return state.last
        }
    }

    /// The run has ended; nothing of it is shown any more.
    public func end(_ run: UInt64) {
        state.withLock { state in
            guard let ended = state.runs.removeValue(forKey: run) else { return }
            state.bytes -= ended.text.bytes
            if state.newest[ended.job] == run { state.newest[ended.job] = nil }
        }
    }

    /// The last word counts.
    public func progress(_ run: UInt64, done: UInt64, total: UInt64, note: String) {
        state.withLock { state in
            guard var found = state.runs[run] else { return }
            found.view.done = done
            found.view.total = total
            found.view.note = note
            found.view.hasProgress = true
            state.runs[run] = found
        }
    }

    /// Adds to the run's partial output. Where all runs together have too much, those that have written nothing for
    /// longest lose theirs.
    public func append(_ run: UInt64, _ text: String) {
        state.withLock { state in
            guard let before = state.runs[run]?.text.bytes else { return }
            state.last += 1
            state.runs[run]?.text.append(text, limit: runLimit)
            state.runs[run]?.written = state.last
            state.bytes += (state.runs[run]?.text.bytes ?? 0) - before
            while state.bytes > limit, state.runs.count > 1 {
                let oldest = state.runs.filter { $0.key != run && $0.value.text.bytes > 0 }
                    .min { $0.value.written < $1.value.written }
                guard let oldest else { break }
                state.bytes -= oldest.value.text.bytes
                state.runs[oldest.key]?.text.clear()
            }
        }
    }

    /// What a job shows; nil when it does not run here.
    public func view(of job: JobID) -> View? {
        state.withLock { state in
            guard let run = state.newest[job].flatMap({ state.runs[$0] }) else { return nil }
            var view = run.view
            view.partial = run.text.text
            view.isCut = run.text.isCut
            return view
        }
    }

    /// Bytes of partial output of all runs.
    public var bytes: Int { state.withLock { $0.bytes } }
}
