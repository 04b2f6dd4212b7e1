// SPDX-License-Identifier: Apache-2.0

/// Frames on their way to a process: taken from the front as it reads. A value without I/O.
///
/// A frame that bears descriptors is lent by itself, so that they travel with its first byte and with no other frame's.
struct Backlog {
    /// A frame with descriptors; `position` counts from the first byte that was ever appended.
    private struct Bearer {
        let position: Int
        let end: Int
        var descriptors: [Descriptor]
    }

    private var bytes: [UInt8] = []
    /// Where what is still to be sent begins.
    private var start = 0
    /// Bytes that were ever sent.
    private var sent = 0
    private var bearers: ArraySlice<Bearer> = []

    var count: Int { bytes.count - start }
    var isEmpty: Bool { count == 0 }
    /// Descriptors that have not been sent.
    var descriptorCount: Int { bearers.reduce(0) { $0 + $1.descriptors.count } }

    mutating func append(_ frame: [UInt8], _ descriptors: [Descriptor] = []) {
        if !descriptors.isEmpty {
            let position = sent + count
            bearers.append(Bearer(position: position, end: position + frame.count, descriptors: descriptors))
        }
        bytes.append(contentsOf: frame)
    }

    /// Lends what is to be sent next, and the descriptors that go with its first byte.
    func withNext<Result>(_ body: (UnsafeRawBufferPointer, [Descriptor]) -> Result) -> Result {
        var end = bytes.count
        var descriptors: [Descriptor] = []
        if let first = bearers.first {
            if first.position <= sent {
                descriptors = first.descriptors
                end = start + first.end - sent
            } else {
                end = start + first.position - sent
            }
        }
        return bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[start..<end]), descriptors) }
    }

    /// So many bytes of what was lent have been sent, and the descriptors with the first of them. Moves the rest only
    /// when that is less than was sent since it last did.
    mutating func drop(_ count: Int) {
        guard count > 0 else { return }
        start += count
        sent += count
        if let first = bearers.first, first.position < sent {
            // Closed here, now that they are the kernel's to deliver.
            bearers[bearers.startIndex].descriptors = []
            if first.end <= sent { bearers.removeFirst() }
        }
        if start == bytes.count {
            bytes.removeAll(keepingCapacity: bytes.capacity < 1 << 20)
            start = 0
        } else if start > bytes.count / 2 {
            bytes.removeFirst(start)
            start = 0
        }
    }
}
