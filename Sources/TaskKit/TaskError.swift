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
}
