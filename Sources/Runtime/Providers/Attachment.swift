// SPDX-License-Identifier: Apache-2.0

/// A picture or a file that goes with a request. Its content is named by its hash wherever requests are compared or
/// written down; the bytes themselves are only for the provider.
public struct Attachment: Sendable, Hashable, Codable {
    /// Lower case, without parameters, such as `image/png`.
    public let mediaType: String
    /// Of the content, lowercase hexadecimal.
    public let sha256: String
    /// Bytes of the content.
    public let size: Int
    /// The content; empty in an attachment that was read from JSON.
    public let bytes: [UInt8]

    public init(mediaType: String, sha256: String, bytes: [UInt8]) {
        self.mediaType = mediaType
        self.sha256 = sha256
        self.size = bytes.count
        self.bytes = bytes
    }

    enum CodingKeys: String, CodingKey {
        case mediaType, sha256, size
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        mediaType = try values.decode(String.self, forKey: .mediaType)
        sha256 = try values.decode(String.self, forKey: .sha256)
        size = try values.decode(Int.self, forKey: .size)
        bytes = []
    }

    public static func == (left: Attachment, right: Attachment) -> Bool {
        left.sha256 == right.sha256 && left.mediaType == right.mediaType && left.size == right.size
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(sha256)
        hasher.combine(mediaType)
    }
}
