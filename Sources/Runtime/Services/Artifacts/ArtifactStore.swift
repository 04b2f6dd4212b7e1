// SPDX-License-Identifier: Apache-2.0
public import Buffers
public import Jobs

/// Where artifacts are kept: files of a site under keys, durable before anybody is told of them. Every engine behaves
/// as `Tests/ServicesTests/ArtifactStoreConformance` says.
public protocol ArtifactStore: Sendable {
    /// Keeps a value under a key, replacing what is there. When this returns, content and key survive a power cut as
    /// far as the engine's device keeps what it acknowledged; when it throws, what was there before is still there.
    func put(
        _ content: ArtifactContent,
        key: ArtifactKey,
        mediaType: String,
        site: SiteID
    ) async throws(ArtifactError) -> StoredArtifact

    /// What is kept under a key; nil when there is nothing.
    /// - Parameter limit: bytes; a larger one is `tooLarge`.
    func read(_ key: ArtifactKey, site: SiteID, limit: Int) async throws(ArtifactError) -> (StoredArtifact, MemoryFile)?
}

/// What is to be kept.
public enum ArtifactContent: Sendable {
    case bytes([UInt8])
    /// The first so many bytes of a memory file. What its writer changes meanwhile is kept as read; an engine that must
    /// read twice refuses it.
    case file(MemoryFile, length: Int)
}

/// An artifact that is durable.
public struct StoredArtifact: Sendable, Hashable {
    public var key: ArtifactKey
    public var size: Int
    /// Of the content, lowercase hexadecimal.
    public var sha256: String
    public var mediaType: String

    public init(key: ArtifactKey, size: Int, sha256: String, mediaType: String) {
        self.key = key
        self.size = size
        self.sha256 = sha256
        self.mediaType = mediaType
    }
}

/// A relative path of segments `[A-Za-z0-9._-]`, at most 512 bytes, none of them `.` or `..`.
public struct ArtifactKey: Hashable, Sendable, CustomStringConvertible {
    public let text: String
    public var description: String { text }

    /// Nil for any other text.
    public init?(_ text: String) {
        guard (1...512).contains(text.utf8.count) else { return nil }
        for segment in text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            // 255 bytes is what file systems take for one name.
            guard (1...255).contains(segment.count), !segment.elementsEqual(".".utf8),
                !segment.elementsEqual("..".utf8), segment.allSatisfy(Self.isAllowed)
            else { return nil }
        }
        self.text = text
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

/// Why an artifact was not kept or cannot be read.
public struct ArtifactError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// No room on the device, or in the bucket's quota.
        case full
        /// The engine cannot be reached, or its device failed; the same call may succeed later.
        case unavailable
        /// Another artifact's key is a folder of this one, or the reverse.
        case conflict
        /// More than may be read at once.
        case tooLarge
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
