// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// What a running task knows and may use. Unit tests make one with services of their own.
public struct TaskContext: Sendable {
    /// The job's public id.
    public let jobID: String
    /// 1 for the first run of this job.
    public let attempt: Int
    /// When the job will be cancelled; nil when nothing was said.
    public let deadline: ContinuousClock.Instant?
    private let settings: [UInt8]
    private let services: any TaskServices

    /// - Parameter settings: one JSON object: the site's settings and the job's own, merged.
    public init(
        jobID: String,
        attempt: Int = 1,
        deadline: ContinuousClock.Instant? = nil,
        settings: [UInt8] = Array("{}".utf8),
        services: any TaskServices
    ) {
        self.jobID = jobID
        self.attempt = attempt
        self.deadline = deadline
        self.settings = settings
        self.services = services
    }

    /// The settings as a type of the task's own.
    /// - Throws: `TaskError`, permanent, `bad_settings`, naming what did not fit.
    public func settings<Settings: Decodable>(as type: Settings.Type) throws -> Settings {
        try decodeJSON(type, from: settings, code: "bad_settings", what: "the settings")
    }

    /// Asks a language model once. The host chooses provider and key, and answers a request that was answered
    /// before in this job from its memory.
    /// - Throws: `TaskError` with the class that fits the cause.
    public func complete(_ prompt: Prompt) async throws -> Completion { try await services.complete(prompt) }

    /// Writes a line to the host's log, with the job's id beside it. Never log personal text.
    public func log(_ level: LogLevel = .info, _ line: String) { services.log(level, line) }
}

/// How urgent a log line is.
public enum LogLevel: UInt32, Sendable { case debug, info, warning, error }

/// What stands behind a `TaskContext`: the host, or a test's fake.
public protocol TaskServices: Sendable {
    func complete(_ prompt: Prompt) async throws -> Completion
    func log(_ level: LogLevel, _ line: String)
}
