// SPDX-License-Identifier: Apache-2.0
public import Buffers
public import Jobs
public import ModuleProtocol

/// A job as a module gets it. A reference: functions that wait for its end hold it, and thousands may wait at once.
public final class ModuleJob: Sendable {
    public let id: JobID
    public let taskType: String
    public let attempt: Int
    /// JSON objects.
    public let input: [UInt8]
    public let settings: [UInt8]
    /// Seconds until it is asked to stop, and until it is given up.
    public let softTimeout: Double
    public let hardTimeout: Double
    /// For a part of a `map`: which one, of how many, and the buffer it may read.
    public let partIndex: Int
    public let partCount: Int
    public let buffer: MemoryFile?

    public init(
        id: JobID,
        taskType: String,
        attempt: Int,
        input: [UInt8],
        settings: [UInt8],
        softTimeout: Double,
        hardTimeout: Double,
        partIndex: Int = 0,
        partCount: Int = 0,
        buffer: MemoryFile? = nil
    ) {
        self.id = id
        self.taskType = taskType
        self.attempt = attempt
        self.input = input
        self.settings = settings
        self.softTimeout = softTimeout
        self.hardTimeout = hardTimeout
        self.partIndex = partIndex
        self.partCount = partCount
        self.buffer = buffer
    }

    /// The same as one of at least one part, given up so many seconds after its soft limit at the latest.
    func asPart(grace: Double) -> ModuleJob {
        ModuleJob(
            id: id,
            taskType: taskType,
            attempt: attempt,
            input: input,
            settings: settings,
            softTimeout: softTimeout,
            hardTimeout: min(hardTimeout, softTimeout + grace),
            partIndex: partIndex,
            partCount: max(1, partCount),
            buffer: buffer
        )
    }
}

/// What the host does for one run of one job. Made for that run alone: site, key and limits are in it, never in
/// what the module says.
public protocol JobServices: Sendable {
    /// The run's buffers. Creating, releasing and closing them is the process's business, not the services'.
    var buffers: BufferAccount { get }

    /// Makes a call and gives its reply. Ends early, with a `cancelled` error, when the calling task is cancelled.
    /// The capability has been checked.
    /// - Parameter pieces: takes the answer of a `complete` piece by piece, in order, each of at most 64 KiB.
    func perform(_ call: ServiceCall, pieces: @escaping @Sendable (String) -> Void) async -> HostReply

    /// The same, without a task that waits: thousands of jobs may wait for a model at once, and each suspended function
    /// takes memory. Nil where a call is of another kind, for `perform`.
    /// - Parameter answer: takes the reply, once, from any thread.
    /// - Returns: ends the call early, as a cancelled task does; from any thread.
    func begin(
        _ call: ServiceCall,
        pieces: @escaping @Sendable (String) -> Void,
        answer: @escaping @Sendable (HostReply) -> Void
    ) -> (@Sendable () -> Void)?

    /// How far the job is; a total of 0 is not known. Must not block.
    func progress(done: UInt64, total: UInt64, note: String)
    /// Text to add to what can be read of the job while it runs. Must not block.
    func partial(_ text: String)
    /// The answer of this number is of no use. Must not block.
    func reject(answer: UInt64, reason: String)
}

extension JobServices {
    /// No call is made without a task.
    public func begin(
        _ call: ServiceCall,
        pieces: @escaping @Sendable (String) -> Void,
        answer: @escaping @Sendable (HostReply) -> Void
    ) -> (@Sendable () -> Void)? { nil }
}

/// A reply, and the memory file that its buffer names.
public struct HostReply: Sendable {
    public var reply: ServiceReply
    /// Present exactly when `reply.buffer` is.
    public var file: MemoryFile?

    public init(_ reply: ServiceReply, file: MemoryFile? = nil) {
        self.reply = reply
        self.file = file
    }
}

/// How a run ended.
public indirect enum ModuleRunEnd: Sendable {
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
