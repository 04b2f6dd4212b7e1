// SPDX-License-Identifier: Apache-2.0
import Locks

/// The jobs in flight in this process, by token.
final class JobTable: Sendable {
    struct Entry: Sendable {
        /// Index of the task type that runs it.
        var taskType: Int
        /// What that type declared; MORTISE_CAPABILITY_* bits.
        var capabilities: UInt64
        var isCancelled = false
    }
    private let entries = Lock<[UInt64: Entry]>([:])

    /// False when the token is in use.
    func begin(_ token: UInt64, taskType: Int, capabilities: UInt64) -> Bool {
        entries.withLock {
            guard $0[token] == nil else { return false }
            $0[token] = Entry(taskType: taskType, capabilities: capabilities)
            return true
        }
    }

    /// The terminal call: spends the token. False when there is no such job.
    func end(_ token: UInt64) -> Bool { entries.withLock { $0.removeValue(forKey: token) != nil } }

    /// Marks the job and names its task type; nil when there is no such job.
    func cancel(_ token: UInt64) -> Int? {
        entries.withLock {
            $0[token]?.isCancelled = true
            return $0[token]?.taskType
        }
    }

    func entry(_ token: UInt64) -> Entry? { entries.withLock { $0[token] } }
}
