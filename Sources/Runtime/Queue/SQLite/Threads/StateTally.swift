// SPDX-License-Identifier: Apache-2.0
import Jobs
import Queue

/// How many jobs went where within one transaction: added to the table of counts once, before its COMMIT.
/// Triggers would do the same for each job, and cost a fifth of the throughput.
///
/// An operation adds to it when all its own statements have succeeded, so that one which failed without a
/// change leaves nothing here either.
struct StateTally {
    private var changes: [JobState: Int64] = [:]

    mutating func add(_ state: JobState) { changes[state, default: 0] += 1 }

    mutating func remove(_ state: JobState) { changes[state, default: 0] -= 1 }

    mutating func move(_ count: Int, from old: JobState, to new: JobState) {
        changes[old, default: 0] -= Int64(count)
        changes[new, default: 0] += Int64(count)
    }

    /// Writes what was added up and begins again at nothing.
    mutating func write(to connection: Connection) throws(QueueError) {
        for (state, change) in changes where change != 0 {
            try connection.execute(.addToCount, [.integer(state.code), .integer(change)])
        }
        changes.removeAll(keepingCapacity: true)
    }
}
