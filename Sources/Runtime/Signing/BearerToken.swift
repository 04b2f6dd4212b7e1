// SPDX-License-Identifier: Apache-2.0

/// A token that is compared with what a caller presents. Only its digest is kept.
public struct BearerToken: Sendable, Hashable {
    private let digest: [UInt8]

    /// Nil for an empty token, which would let everybody in.
    public init?(_ token: Secret) {
        guard !token.isEmpty else { return nil }
        digest = token.digest
    }

    /// Takes the token's SHA-256 as 64 lowercase hexadecimal digits, for tokens that are stored hashed.
    public init?(sha256 text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 64 else { return nil }
        var bytes = [UInt8]()
        for start in stride(from: 0, to: 64, by: 2) {
            guard let high = Self.value(digits[start]), let low = Self.value(digits[start + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        digest = bytes
    }

    /// Compares the digests of both, so that neither the token's length nor its bytes show in the time.
    public func matches(_ presented: String) -> Bool { matches(digest: Self.digest(of: presented)) }

    /// The same for a token whose digest was made already.
    func matches(digest other: [UInt8]) -> Bool { constantTimeEquals(digest, other) }

    static func digest(of presented: String) -> [UInt8] { sha256(Array(presented.utf8)) }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
