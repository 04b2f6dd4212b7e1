// SPDX-License-Identifier: Apache-2.0

/// Why a file has no text to give. All of these are the file's own: reading it again ends the same way.
public struct ReadingError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable, CaseIterable {
        /// A kind of file that nothing here reads.
        case unsupported = "unsupported_file"
        /// Its structure is broken beyond what can be skipped.
        case damaged = "damaged_file"
        /// A password is needed.
        case encrypted = "encrypted_file"
        /// It would take more than a limit allows: bytes, members, depth, pixels, pages.
        case tooLarge = "file_over_limit"
        /// It was read, and holds no text.
        case noText = "no_text"
    }
    public let code: Code
    /// What the file is, what is wrong with it, and what to do. No text of the document.
    public let message: String
    public var description: String { message }

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
