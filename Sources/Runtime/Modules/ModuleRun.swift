// SPDX-License-Identifier: Apache-2.0
public import Jobs
public import ModuleProtocol

/// A job as a module gets it.
public struct ModuleJob: Sendable {
    public var id: JobID
    public var taskType: String
    public var attempt: Int
    /// JSON objects.
    public var input: [UInt8]
    public var settings: [UInt8]
    /// Seconds until it is asked to stop, and until it is given up.
    public var softTimeout: Double
    public var hardTimeout: Double

    public init(
        id: JobID,
        taskType: String,
        attempt: Int,
        input: [UInt8],
        settings: [UInt8],
        softTimeout: Double,
        hardTimeout: Double
    ) {
        self.id = id
        self.taskType = taskType
        self.attempt = attempt
        self.input = input
        self.settings = settings
        self.softTimeout = softTimeout
        self.hardTimeout = hardTimeout
    }
}

/// What the host does for one running job. Made for that job alone: site, key and limits are in it, never in
/// what the module says.
public protocol JobServices: Sendable {
    /// Ends early, with a `cancelled` error, when the calling task is cancelled.
    func complete(_ call: CompletionCall) async -> CompletionReply
}

/// How a run ended.
public enum ModuleRunEnd: Sendable {
    case succeeded(result: [UInt8], RunFacts)
    case failed(JobError, RunFacts)
    /// The process died with the job in flight. `alone`: nothing else was in it that could have been the cause.
    case died(alone: Bool, evidence: String)
    /// No process could be had, or the host is closing; the job was not run, or not to its end.
    case notRun(reason: String, retryAfter: Double)
}

/// Where and how a run took place.
public struct RunFacts: Sendable, Hashable {
    public var module: String
    public var moduleHash: String
    public var abi: String
    public var generation: Int64
    public var tier: Int
    public var milliseconds: Int64
}
