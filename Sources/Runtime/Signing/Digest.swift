// SPDX-License-Identifier: Apache-2.0

/// SHA-256 (FIPS 180-4): 32 bytes.
///
/// Like every function here that needs a digest it stops the process where libcrypto cannot give one at all;
/// `checkCryptography` finds that out at start, with a sentence.
public func sha256(_ message: [UInt8]) -> [UInt8] {
    message.withUnsafeBytes { sha256($0) }
}

/// HMAC-SHA256 (RFC 2104): 32 bytes.
public func hmacSHA256(key: Secret, _ message: [UInt8]) -> [UInt8] {
    message.withUnsafeBytes { message in
        key.withBytes { key in
            guard let code = libcryptoHMAC(key: key, message: message) else { noDigest() }
            return code
        }
    }
}

/// Whether both hold the same bytes. The time depends on the lengths alone; different lengths are unequal at once.
public func constantTimeEquals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    libcryptoEqual(left, right)
}

/// Lowercase hexadecimal, two digits a byte.
public func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text = [UInt8]()
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}

/// Random bytes for tokens and keys, from the kernel (`getrandom`).
public func secureRandomBytes(_ count: Int) -> [UInt8] {
    // Swift documents its system generator as cryptographically secure; on Linux it reads getrandom(2).
    var generator = SystemRandomNumberGenerator()
    var bytes = [UInt8]()
    bytes.reserveCapacity(count)
    while bytes.count < count {
        withUnsafeBytes(of: generator.next()) { bytes.append(contentsOf: $0.prefix(count - bytes.count)) }
    }
    return bytes
}

func sha256(_ message: UnsafeRawBufferPointer) -> [UInt8] {
    guard let digest = libcryptoSHA256(message) else { noDigest() }
    return digest
}

private func noDigest() -> Never {
    preconditionFailure("libcrypto gave no SHA-256; checkCryptography() at start says why")
}
