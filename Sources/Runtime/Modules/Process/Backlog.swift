// SPDX-License-Identifier: Apache-2.0

/// Bytes on their way to a process: taken from the front as it reads. A value without I/O.
struct Backlog {
    private var bytes: [UInt8] = []
    /// Where what is still to be sent begins.
    private var start = 0

    var count: Int { bytes.count - start }
    var isEmpty: Bool { count == 0 }

    mutating func append(_ more: [UInt8]) { bytes.append(contentsOf: more) }

    /// Lends what is to be sent next.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[start...])) }
    }

    /// So many bytes have been sent. Moves the rest only when that is less than was sent since it last did.
    mutating func drop(_ sent: Int) {
        start += sent
        if start == bytes.count {
            bytes.removeAll(keepingCapacity: bytes.capacity < 1 << 20)
            start = 0
        } else if start > bytes.count / 2 {
            bytes.removeFirst(start)
            start = 0
        }
    }
}
