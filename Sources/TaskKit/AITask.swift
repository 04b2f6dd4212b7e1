// SPDX-License-Identifier: Apache-2.0

/// One kind of job that a module can do: an async function from a typed input to a typed result.
///
/// ```swift
/// struct Shout: AITask {
///     struct Input: Decodable, Sendable { var text: String }
///     struct Result: Codable, Sendable { var text: String }
///     static let name = "shout"
///     static let version = "1.0.0"
///
///     func run(_ input: Input, in context: TaskContext) async throws -> Result {
///         Result(text: input.text.uppercased())
///     }
/// }
/// ```
///
/// Many jobs run at once in one process, so `run` never blocks a thread: it awaits. What computes for long or calls a
/// library that blocks is a `BlockingTask`. When the job is cancelled, the Swift task it runs in is cancelled.
public protocol AITask: TaskDefinition {
    /// Throws a `TaskError` to say how the job failed; any other error is a permanent failure, `task_failed`.
    func run(_ input: Input, in context: TaskContext) async throws -> Result
}
