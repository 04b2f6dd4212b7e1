// SPDX-License-Identifier: Apache-2.0

/// What Signing throws.
public struct SigningError: Error, Sendable, CustomStringConvertible {
    /// What happened and what to do; never holds a key.
    public let message: String
    /// The message.
    public var description: String { message }

    init(_ message: String) { self.message = message }
}

/// Makes one digest and one code whose right values are known. Call it once at start: an installation of
/// libcrypto that cannot sign is found before the first request.
public func checkCryptography() throws(SigningError) {
    let message = Array("abc".utf8)
    let digest = message.withUnsafeBytes { libcryptoSHA256($0) }
    let code = message.withUnsafeBytes { libcryptoHMAC(key: $0, message: $0) }
    guard digest.map(hexadecimal) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        code.map(hexadecimal) == "2f02e24ae2e1fe880399f27600afa88364e6062bf9bbe114b32fa8f23d03608a"
    else {
        throw SigningError(
            "libcrypto gives no right SHA-256, so nothing can be signed or verified: "
                + "check that OpenSSL 3 is whole and that OPENSSL_CONF and openssl.cnf leave its default provider on"
        )
    }
}
