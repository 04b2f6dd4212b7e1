// SPDX-License-Identifier: Apache-2.0

/// A key or password. It shows itself as `[secret]` wherever it is printed, dumped, reflected or interpolated,
/// cannot be encoded, and its bytes are overwritten when the last copy goes.
public struct Secret: Sendable {
    private let storage: CleansedBytes

    /// Copies `bytes`; what the caller still holds of them is the caller's to forget.
    public init(bytes: [UInt8]) {
        storage = bytes.withUnsafeBytes { CleansedBytes(copying: $0) }
    }

    /// The text's UTF-8: how contracts A, B and C use what is configured.
    public init(text: String) {
        self.init(bytes: Array(text.utf8))
    }

    /// Length in bytes.
    public var count: Int { storage.bytes.count }

    /// Nothing was configured. No signature made with an empty key is ever accepted.
    public var isEmpty: Bool { count == 0 }

    /// Lends the bytes; they must not be kept after `body` returns.
    public func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        defer { withExtendedLifetime(storage) {} }
        return try body(storage.bytes)
    }

    /// The bytes as text, for the one place that sends them. Never keep or print it.
    public func reveal() -> String { withBytes { String(decoding: $0, as: UTF8.self) } }
}

extension Secret: Equatable {
    /// Compares digests, in a time that tells nothing of the bytes.
    public static func == (left: Secret, right: Secret) -> Bool {
        constantTimeEquals(left.digest, right.digest)
    }

    /// SHA-256 of the bytes.
    var digest: [UInt8] { withBytes { sha256($0) } }
}

extension Secret: Hashable {
    /// By the digest, so that nothing of the bytes is in a table of hashes.
    public func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `[secret]`.
    public var description: String { "[secret]" }
    /// Always `[secret]`.
    public var debugDescription: String { "[secret]" }
    /// Has no children, so that `dump` and `Mirror` find nothing.
    public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
