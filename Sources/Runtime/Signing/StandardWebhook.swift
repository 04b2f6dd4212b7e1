// SPDX-License-Identifier: Apache-2.0

/// Standard Webhooks, symmetric form (standardwebhooks.com, signature version `v1`): the code covers an id, the
/// time of sending and the body, so a recorded message cannot be sent again under another time.
public struct StandardWebhook: Sendable {
    /// What `verify` found.
    public enum Verdict: Sendable, Hashable {
        case valid
        /// No signature of version 1 fits any key.
        case badSignature
        /// The signature is right, but the time is more than the tolerance away.
        case stale
        /// Id, timestamp or signature have no usable form.
        case malformed
    }

    /// More signatures than this in one message are not looked at.
    static let signatureLimit = 8

    private let keys: [Secret]

    /// - Parameter keys: the current key first; while a key is being rotated, the old one behind it.
    public init(keys: [Secret]) {
        self.keys = keys.filter { !$0.isEmpty }
    }

    /// The key in `whsec_` + base64 of 24 to 64 bytes; nil for another text.
    public static func key(parsing text: String) -> Secret? {
        let prefix = "whsec_"
        guard text.utf8.starts(with: prefix.utf8),
            let bytes = Base64.decode(String(text.dropFirst(prefix.count))),
            (24...64).contains(bytes.count)
        else { return nil }
        return Secret(bytes: bytes)
    }

    /// The value of `webhook-signature`: one `v1,…` for each key, separated by a space.
    /// - Parameters:
    ///   - id: stable over all attempts of one message; without a full stop, which separates it from the time.
    ///   - timestamp: Unix seconds of this attempt.
    public func sign(id: String, timestamp: Int64, body: [UInt8]) -> String {
        let content = Self.content(id: id, timestamp: timestamp, body: body)
        return keys.map { "v1," + Base64.encode(hmacSHA256(key: $0, content)) }.joined(separator: " ")
    }

    /// Checks the three values as they came.
    /// - Parameters:
    ///   - now: Unix seconds.
    ///   - tolerance: seconds that `timestamp` may be off either way.
    public func verify(
        id: String,
        timestamp: String,
        signature: String,
        body: [UInt8],
        now: Int64,
        tolerance: Int64
    ) -> Verdict {
        // A full stop in the id would let id, time and body be cut elsewhere under the same signature.
        guard !id.isEmpty, id.utf8.count <= 256, !id.utf8.contains(UInt8(ascii: ".")),
            let seconds = Int64(timestamp), String(seconds) == timestamp, seconds >= 0
        else { return .malformed }
        let given = signature.split(separator: " ")
        guard !given.isEmpty, given.count <= Self.signatureLimit else { return .malformed }
        let content = Self.content(id: id, timestamp: seconds, body: body)
        let expected = keys.map { hmacSHA256(key: $0, content) }
        var isSigned = false
        for one in given where one.hasPrefix("v1,") {
            guard let code = Base64.decode(String(one.dropFirst(3))) else { continue }
            for right in expected where constantTimeEquals(code, right) { isSigned = true }
        }
        guard isSigned else { return .badSignature }
        let (off, overflow) = now.subtractingReportingOverflow(seconds)
        guard !overflow, off.magnitude <= tolerance.magnitude else { return .stale }
        return .valid
    }

    private static func content(id: String, timestamp: Int64, body: [UInt8]) -> [UInt8] {
        Array("\(id).\(timestamp).".utf8) + body
    }
}
