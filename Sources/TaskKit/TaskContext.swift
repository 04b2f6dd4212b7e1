// SPDX-License-Identifier: Apache-2.0

/// What a running task knows and may use. Unit tests make one with services of their own (`FakeServices`).
///
/// Every service that waits ends at once, with `TaskError.cancelled`, when the job is cancelled.
public struct TaskContext: Sendable {
    /// The job's public id.
    public let jobID: String
    /// 1 for the first run of this job.
    public let attempt: Int
    /// When the job will be cancelled; nil when nothing was said.
    public let deadline: ContinuousClock.Instant?
    /// For a part of a `map`: which one, and of how many; nil for a job of its own.
    public let part: JobPart?
    /// For a part of a `map`: the buffer that it was given.
    public let buffer: Buffer?
    private let settings: [UInt8]
    let services: any TaskServices

    /// - Parameter settings: one JSON object: the site's settings and the job's own, merged.
    public init(
        jobID: String,
        attempt: Int = 1,
        deadline: ContinuousClock.Instant? = nil,
        settings: [UInt8] = Array("{}".utf8),
        part: JobPart? = nil,
        buffer: Buffer? = nil,
        services: any TaskServices
    ) {
        self.jobID = jobID
        self.attempt = attempt
        self.deadline = deadline
        self.settings = settings
        self.part = part
        self.buffer = buffer
        self.services = services
    }

    /// The settings as a type of the task's own.
    /// - Throws: `TaskError`, permanent, `bad_settings`, naming the member that did not fit, what it may be, and what
    ///   was found.
    public func settings<Settings: Decodable>(as type: Settings.Type) throws -> Settings {
        try decodeJSON(type, from: settings, code: "bad_settings", what: "the settings", quotes: true)
    }

    /// What is left until the job is cancelled, not less than zero; nil when nothing was said.
    public var timeRemaining: Duration? { deadline.map { max(.zero, services.now.duration(to: $0)) } }

    /// Whether the job is to stop: cancelled, past its deadline, or ended.
    public var isCancelled: Bool { Task.isCancelled || services.isCancelled }

    /// For loops that compute between two services.
    /// - Throws: `TaskError.cancelled` when the job is to stop.
    public func checkCancellation() throws { if isCancelled { throw TaskError.cancelled } }

    /// Says how far the job is, for whoever looks. More than a few a second are thinned out.
    /// - Parameters:
    ///   - total: 0 means that it is not known.
    ///   - note: what it is at, for people, at most 256 bytes. No personal text.
    public func progress(_ done: Int, of total: Int = 0, _ note: String = "") {
        services.report(JobProgress(done: done, total: total, note: note))
    }

    /// Adds text to what can be read of the job while it runs; the host keeps the last 256 KiB. The result alone
    /// counts, and another run begins it anew.
    public func partial(_ text: String) { services.partial(text) }

    /// Writes a line to the host's log, with the job's id beside it, at most 2,000 bytes. Never log personal text.
    public func log(_ level: LogLevel, _ line: String) { services.log(level, line) }

    /// As above, at the level `info`.
    public func log(_ line: String) { log(.info, line) }
}

/// Which part of a `map` a job is.
public struct JobPart: Sendable, Hashable {
    /// From 0.
    public var index: Int
    public var count: Int

    public init(index: Int, count: Int) {
        self.index = index
        self.count = count
    }
}
