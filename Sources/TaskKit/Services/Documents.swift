// SPDX-License-Identifier: Apache-2.0

/// A value to be stored or cached.
public enum Content: Sendable, Hashable {
    case text(String)
    case bytes([UInt8])
    /// So many bytes from the buffer's beginning; nil: all of it.
    case buffer(Buffer, count: Int? = nil)
}

/// A value as it crosses: small text travels in the message, everything else in a buffer.
public enum HostContent: Sendable, Hashable {
    /// At most 8 MiB.
    case text(String)
    case buffer(Buffer, count: Int)

    /// A copy of the bytes.
    public var bytes: [UInt8] {
        switch self {
        case .text(let text): Array(text.utf8)
        case .buffer(let buffer, let count): buffer.withUnsafeBytes { Array($0.prefix(count)) }
        }
    }
}

/// A download that is wanted.
public struct FetchRequest: Sendable, Hashable {
    /// Absolute, http or https, at most 2,048 bytes.
    public var url: String
    /// Nil: the host's limit. A larger answer is an error, not cut.
    public var maximumBytes: Int?
    /// Nil: the host's limit.
    public var timeout: Duration?
    /// Such as `application/pdf` or `image/*`; empty: any.
    public var mediaTypes: [String]

    public init(_ url: String, maximumBytes: Int? = nil, timeout: Duration? = nil, mediaTypes: [String] = []) {
        self.url = url
        self.maximumBytes = maximumBytes
        self.timeout = timeout
        self.mediaTypes = mediaTypes
    }
}

/// A download that succeeded.
public struct Fetched: Sendable, Hashable {
    public var buffer: Buffer
    /// As the server says it, in lower case and without parameters; it may be wrong.
    public var mediaType: String
    /// Where it came from in the end.
    public var url: String
    /// The HTTP status.
    public var status: Int

    public init(buffer: Buffer, mediaType: String, url: String, status: Int = 200) {
        self.buffer = buffer
        self.mediaType = mediaType
        self.url = url
        self.status = status
    }
}

/// An artifact that is durable.
public struct Artifact: Sendable, Hashable, Codable {
    /// The key under which it can be found, as a result should name it.
    public var key: String
    /// Bytes.
    public var size: Int
    /// Of the content, lowercase hexadecimal.
    public var sha256: String

    public init(key: String, size: Int, sha256: String) {
        self.key = key
        self.size = size
        self.sha256 = sha256
    }
}

/// Parts of a job for other processes.
public struct MapRequest: Sendable, Hashable {
    public struct Part: Sendable, Hashable {
        /// One JSON object: the input of the part's task type.
        public var input: [UInt8]
        /// A buffer of this job that the part may read.
        public var buffer: Buffer?

        public init(input: [UInt8], buffer: Buffer? = nil) {
            self.input = input
            self.buffer = buffer
        }
    }
    /// A task type of this module.
    public var task: String
    /// At most 1,024, with 8 MiB of input in all.
    public var parts: [Part]
    /// Each part's own; nil: what is left of the job's.
    public var partDeadline: Duration?
    /// Parts at once; nil leaves it to the host.
    public var concurrency: Int?

    public init(task: String, parts: [Part], partDeadline: Duration? = nil, concurrency: Int? = nil) {
        self.task = task
        self.parts = parts
        self.partDeadline = partDeadline
        self.concurrency = concurrency
    }
}
