// SPDX-License-Identifier: Apache-2.0
import COpenSSL

/// A copy of bytes that is overwritten before its memory is given back.
///
/// `@unchecked Sendable` is safe because: the memory is written in `init` alone, before any other thread can
/// have the reference; afterwards it is only read; `deinit` runs when no reference is left.
final class CleansedBytes: @unchecked Sendable {
    private let memory: UnsafeMutableRawBufferPointer

    init(copying bytes: UnsafeRawBufferPointer) {
        memory = .allocate(byteCount: bytes.count, alignment: 1)
        memory.copyMemory(from: bytes)
    }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(memory) }

    deinit {
        // OPENSSL_cleanse, since a compiler may leave out a plain overwrite of memory that nobody reads again.
        OPENSSL_cleanse(memory.baseAddress, memory.count)
        memory.deallocate()
    }
}
