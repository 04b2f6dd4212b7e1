// SPDX-License-Identifier: Apache-2.0
public import Jobs
public import Queue

/// What Gateway asks of jobs on behalf of a caller who may. Composition gives what also tells the running module,
/// the scheduler and whoever delivers callbacks.
public protocol JobCommands: Sendable {
    func cancel(_ id: JobID) async throws(QueueError) -> ControlResult
    func retry(_ id: JobID) async throws(QueueError) -> ControlResult
}
