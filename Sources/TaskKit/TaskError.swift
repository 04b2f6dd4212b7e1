// SPDX-License-Identifier: Apache-2.0

/// How a job failed, and what is to be done about it.
public struct TaskError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Class: UInt32, Sendable {
        /// Worth another attempt later.
        case retryable = 1
        /// Another attempt would fail the same way.
        case permanent = 2
        /// Stopped because it was cancelled.
        case cancelled = 3
        /// This input must not be run again.
        case poison = 4
    }
    public var `class`: Class
    /// A stable word for programs, at most 64 bytes.
    public var code: String
    /// A sentence for people, at most 2,000 bytes.
    public var message: String
    /// With `retryable`: the least wait in seconds.
    public var retryAfter: Double?
    public var description: String { "\(code): \(message)" }

    public init(_ class: Class, code: String, message: String, retryAfter: Double? = nil) {
        self.class = `class`
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
    }

    /// The job is to stop.
    public static let cancelled = TaskError(
        .cancelled,
        code: "cancelled",
        message: "the task stopped when it was cancelled"
    )

    /// Any error as the end of a job: a `TaskError` as it is, Swift's cancellation as `cancelled`, everything else as
    /// permanent, `task_failed`, in its own words, cut at 2,000 bytes.
    public init(_ error: any Error) {
        switch error {
        case let error as TaskError: self = error
        case is CancellationError: self = .cancelled
        default: self.init(.permanent, code: "task_failed", message: bounded("\(error)", to: 2000))
        }
    }
}

/// As much of the beginning as fits into so many bytes of UTF-8, cut between two scalars.
func bounded(_ text: String, to limit: Int) -> String {
    guard text.utf8.count > limit else { return text }
    var end = text.utf8.index(text.startIndex, offsetBy: max(0, limit))
    while end > text.startIndex, end.samePosition(in: text.unicodeScalars) == nil {
        end = text.utf8.index(before: end)
    }
    return String(text.unicodeScalars[..<end])
}
