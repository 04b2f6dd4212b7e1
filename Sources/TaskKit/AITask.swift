// SPDX-License-Identifier: Apache-2.0

/// One kind of job that a module can do: an async function from a typed input to a typed result.
///
/// ```swift
/// struct Shout: AITask {
///     struct Input: Decodable, Sendable { var text: String }
///     struct Result: Encodable, Sendable { var text: String }
///     static let name = "shout"
///     static let version = "1.0.0"
///
///     func run(_ input: Input, in context: TaskContext) async throws -> Result {
///         Result(text: input.text.uppercased())
///     }
/// }
/// ```
///
/// Many jobs run at once in one process, so `run` never blocks a thread: it awaits. When the job is
/// cancelled, the Swift task it runs in is cancelled.
public protocol AITask: Sendable {
    /// Decoded from the job's JSON object.
    associatedtype Input: Decodable & Sendable
    /// Encoded as the job's JSON object.
    associatedtype Result: Encodable & Sendable

    /// `[a-z][a-z0-9_]*`, at most 64 bytes: what a job names to get this task.
    static var name: String { get }
    static var version: String { get }
    /// JSON Schema (2020-12) of the input and of the result.
    static var inputSchema: String { get }
    static var resultSchema: String { get }
    /// What `run` may ask of the host.
    static var capabilities: Set<Capability> { get }

    /// Throws a `TaskError` to say how the job failed; any other error is a permanent failure.
    func run(_ input: Input, in context: TaskContext) async throws -> Result
}

extension AITask {
    public static var inputSchema: String { #"{"type":"object"}"# }
    public static var resultSchema: String { #"{"type":"object"}"# }
    public static var capabilities: Set<Capability> { [] }
}

/// A host service that a task must declare before it may use it.
public enum Capability: Sendable, Hashable {
    /// Calls to a language model.
    case complete
}
