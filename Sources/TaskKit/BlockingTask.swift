// SPDX-License-Identifier: Apache-2.0

/// One kind of job that computes for long or calls libraries that block. `run` has a thread of its own for as long as
/// it lasts, and its services wait on that thread.
///
/// ```swift
/// struct WordCount: BlockingTask {
///     struct Input: Decodable, Sendable { var url: String }
///     struct Result: Codable, Sendable { var words: Int }
///     static let name = "word_count"
///     static let version = "1.0.0"
///     static let capabilities: Set<Capability> = [.fetch]
///
///     func run(_ input: Input, in context: BlockingContext) throws -> Result {
///         let page = try context.fetch(input.url)
///         return Result(words: page.buffer.withUnsafeBytes { $0.split(separator: 32).count })
///     }
/// }
/// ```
///
/// A service that waits throws when the job is cancelled; a loop that computes calls `context.checkCancellation()`.
public protocol BlockingTask: TaskDefinition {
    /// Throws a `TaskError` to say how the job failed; any other error is a permanent failure, `task_failed`.
    func run(_ input: Input, in context: BlockingContext) throws -> Result
}
