// SPDX-License-Identifier: Apache-2.0
import Signing

/// Secrets by which bodies are signed: whoever has one body and its signature can try out short ones.
extension SettingReader {
    /// Bytes that such a secret must have unless the site accepts a shorter one.
    private static let shortest = 32

    /// - Parameter remedy: what to do where there is none; nil: it may be absent.
    mutating func signingSecret(_ key: Key, acceptsShort: Bool, remedy: String? = nil) -> Secret? {
        guard let (secret, found) = secret(key, remedy: remedy) else { return nil }
        guard secret.count < Self.shortest else { return secret }
        if acceptsShort {
            warnings.append(
                "\(found.origin.name) has fewer than \(Self.shortest) bytes, as accept_short_secret admits: "
                    + "make a longer one on both sides"
            )
        } else {
            refuse(
                key,
                found,
                says: "has \(secret.count) bytes: fewer than \(Self.shortest) can be guessed",
                remedy: "Make a longer one on both sides (mortise keys new hmac), or admit it for this site: "
                    + "`accept_short_secret: true` (MORTISE_ACCEPT_SHORT_SECRET)."
            )
        }
        return secret
    }
}
