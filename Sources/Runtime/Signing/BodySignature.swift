// SPDX-License-Identifier: Apache-2.0

/// The signature of contracts A and B, and of the callbacks of B and C: `b64(hmac(secret, body))` over the
/// exact bytes of the body. It covers neither time nor place, so freshness and replay are checked beside it.
public enum BodySignature {
    /// The header's value for these bytes.
    public static func sign(body: [UInt8], secret: Secret) -> String {
        Base64.encode(hmacSHA256(key: secret, body))
    }

    /// Whether `header` is the canonical base64 of the right code. An empty secret verifies nothing.
    public static func verify(header: String, body: [UInt8], secret: Secret) -> Bool {
        guard !secret.isEmpty, header.utf8.count == 44, let given = Base64.decode(header) else { return false }
        return constantTimeEquals(given, hmacSHA256(key: secret, body))
    }
}
