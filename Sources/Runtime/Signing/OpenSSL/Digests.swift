// SPDX-License-Identifier: Apache-2.0
import COpenSSL

/// Length of a SHA-256 digest in bytes.
let digestLength = 32

/// libcrypto's SHA-256; nil when it cannot give one (no memory, or a configuration without its default provider).
func libcryptoSHA256(_ message: UnsafeRawBufferPointer) -> [UInt8]? {
    var digest = [UInt8](repeating: 0, count: digestLength)
    var length: UInt32 = 0
    let ok = EVP_Digest(message.baseAddress, message.count, &digest, &length, EVP_sha256(), nil)
    return ok == 1 && length == digestLength ? digest : nil
}

/// libcrypto's HMAC-SHA256; nil as above.
func libcryptoHMAC(key: UnsafeRawBufferPointer, message: UnsafeRawBufferPointer) -> [UInt8]? {
    // A null key means "the key of the call before" to HMAC, so an empty key needs an address of its own.
    var empty: UInt8 = 0
    var digest = [UInt8](repeating: 0, count: digestLength)
    var length: UInt32 = 0
    let made = withUnsafeMutablePointer(to: &empty) { empty in
        HMAC(
            EVP_sha256(),
            key.baseAddress ?? UnsafeRawPointer(empty),
            Int32(clamping: key.count),
            message.baseAddress?.assumingMemoryBound(to: UInt8.self),
            message.count,
            &digest,
            &length
        )
    }
    return made != nil && length == digestLength ? digest : nil
}

/// Whether two stretches of the same length hold the same bytes, in a time that depends on the length alone.
func libcryptoEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
}
