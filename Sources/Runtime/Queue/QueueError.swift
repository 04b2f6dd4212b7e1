// SPDX-License-Identifier: Apache-2.0

/// What a durable engine throws. Nothing was changed by the call that threw it.
public struct QueueError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// No room on the device; intake answers 507 until there is.
        case full
        /// The engine cannot be reached or is closing; the same call may succeed later.
        case unavailable
        /// The data was written by a newer Mortise.
        case newerDatabase
        /// Another host process holds this data.
        case heldByAnother
        /// The data is damaged or the engine gave an answer that makes no sense.
        case corrupt
    }
    public let code: Code
    /// What happened, to what, and what to do.
    public let message: String
    public var description: String { message }

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
