// SPDX-License-Identifier: Apache-2.0

/// The bounds of every field that crosses between host and module process. Both sides check them on
/// reading, and a frame beyond them ends the connection; who writes words of others cuts them to fit first.
public enum FrameLimits {
    /// One frame, kind byte included.
    public static let frame = 20 << 20
    /// One document, input, result or answer.
    public static let document = 16 << 20
    /// All texts of one request, and a value that travels in a message.
    public static let request = 8 << 20
    /// A sentence for a person.
    public static let sentence = 2_000
    /// A name, version, model, error code or id.
    public static let word = 256
    /// A key of an artifact or of the cache.
    public static let key = 512
    public static let url = 2_048
    /// A JSON Schema, a label, a piece of a stream or of partial output.
    public static let schema = 64 << 10
    public static let taskTypes = 32
    public static let parts = 256
    public static let attachments = 8
    public static let notes = 32
    public static let embedTexts = 2_048
    /// Numbers in all vectors of one answer: 16 MiB.
    public static let embedValues = 4 << 20
    public static let mapParts = 1_024
}

/// A frame that breaks the protocol. The peer is not to be believed any further.
public struct FrameError: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}
