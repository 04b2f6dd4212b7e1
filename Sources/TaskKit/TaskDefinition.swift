// SPDX-License-Identifier: Apache-2.0

/// What a module says about one kind of job, however it runs: see `AITask` and `BlockingTask`.
public protocol TaskDefinition: Sendable {
    /// Decoded from the job's JSON object.
    associatedtype Input: Decodable & Sendable
    /// Encoded as the job's JSON object.
    associatedtype Result: Encodable & Sendable

    /// `[a-z][a-z0-9_]*`, at most 64 bytes: what a job names to get this task.
    static var name: String { get }
    /// The task's own version, such as "1.0.0".
    static var version: String { get }
    /// JSON Schema (2020-12) of the input. Made from `Input` unless it is written by hand.
    /// - Throws: `SchemaError` when `Input` has no schema that can be found out; the module is then refused.
    static var inputSchema: String { get throws }
    /// JSON Schema of the result. Made from `Result` if that is `Decodable` too, else any object fits.
    static var resultSchema: String { get throws }
    /// What `run` may ask of the host.
    static var capabilities: Set<Capability> { get }
    /// Runs as a part of another job's `map` alone; no sender may ask for it.
    static var isPart: Bool { get }
    /// The result depends on input and settings alone, so that the host may serve it again.
    static var isCacheable: Bool { get }
    /// Time until a job is cancelled, where site and job say nothing; nil leaves it to the host.
    static var defaultDeadline: Duration? { get }
    /// Runs of a job that fails in a way that may pass, where site and job say nothing; nil leaves it to the host.
    static var defaultAttempts: Int? { get }
    /// Jobs at once in one process; nil leaves it to the host.
    static var concurrency: Int? { get }
}

extension TaskDefinition {
    public static var inputSchema: String {
        get throws { try TypeSchema(of: Input.self).objectText(of: "\(Self.self).Input") }
    }
    public static var resultSchema: String {
        get throws {
            guard let type = Result.self as? any Decodable.Type else { return #"{"type":"object"}"# }
            return try TypeSchema(of: type).objectText(of: "\(Self.self).Result")
        }
    }
    public static var capabilities: Set<Capability> { [] }
    public static var isPart: Bool { false }
    public static var isCacheable: Bool { false }
    public static var defaultDeadline: Duration? { nil }
    public static var defaultAttempts: Int? { nil }
    public static var concurrency: Int? { nil }
}

/// A host service that a task must declare before it may use it. Buffers, progress and log lines need none.
public enum Capability: String, Sendable, Hashable, CaseIterable {
    /// Calls to a language model.
    case complete
    /// Texts as vectors.
    case embed
    /// Downloads.
    case fetch
    /// Artifacts that outlive the job.
    case store
    /// Values shared between the jobs of a site.
    case cache
    /// Parts of the job in other processes.
    case map
}
