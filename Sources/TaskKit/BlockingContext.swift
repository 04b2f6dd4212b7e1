// SPDX-License-Identifier: Apache-2.0

/// What a running blocking task knows and may use: the services of `TaskContext`, each of which waits on the calling
/// thread. May be used from several threads of the task's own. Never from a `pieces` closure: the answer it waits for
/// would come on the same thread.
public struct BlockingContext: Sendable {
    /// The same services for async code.
    public let context: TaskContext
    private let signal: CancellationSignal

    /// - Parameter signal: given when the job is cancelled; a test gives its own.
    public init(_ context: TaskContext, signal: CancellationSignal = CancellationSignal()) {
        self.context = context
        self.signal = signal
    }

    /// The job's public id.
    public var jobID: String { context.jobID }
    /// 1 for the first run of this job.
    public var attempt: Int { context.attempt }
    /// When the job will be cancelled; nil when nothing was said.
    public var deadline: ContinuousClock.Instant? { context.deadline }
    /// What is left until then, not less than zero.
    public var timeRemaining: Duration? { context.timeRemaining }
    /// For a part of a `map`: which one, and of how many.
    public var part: JobPart? { context.part }
    /// For a part of a `map`: the buffer that it was given.
    public var buffer: Buffer? { context.buffer }
    /// Whether the job is to stop: cancelled, past its deadline, or ended.
    public var isCancelled: Bool { signal.isCancelled || context.services.isCancelled }

    /// For loops that compute; cheap enough for every round of one that does some work.
    /// - Throws: `TaskError.cancelled` when the job is to stop.
    public func checkCancellation() throws { if isCancelled { throw TaskError.cancelled } }

    /// Runs async code on the calling thread and waits for it; cancelled with the job.
    public func wait<Value: Sendable>(_ body: @escaping @Sendable (TaskContext) async throws -> Value) throws -> Value {
        try checkCancellation()
        return try ThreadExecutor.run(cancelledBy: signal) { [context] in try await body(context) }
    }
}
