// SPDX-License-Identifier: Apache-2.0
import COpenSSL

/// libcrypto's SHA-256 under way. As with the digests of whole messages, it stops the process where libcrypto cannot
/// give one at all, which `checkCryptography` finds out at start.
final class DigestState {
    private let context: OpaquePointer

    init() {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            preconditionFailure("libcrypto gave no SHA-256; checkCryptography() at start says why")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    func update(_ bytes: UnsafeRawBufferPointer) {
        guard EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
            preconditionFailure("libcrypto could not go on with a SHA-256")
        }
    }

    func finish() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: digestLength)
        var length: UInt32 = 0
        guard EVP_DigestFinal_ex(context, &digest, &length) == 1, length == digestLength else {
            preconditionFailure("libcrypto could not end a SHA-256")
        }
        return digest
    }
}
