// SPDX-License-Identifier: Apache-2.0

/// The elements of an array that a module made, which may be larger than the ones that are known here: a step of the
/// module's own lies between them. Borrowed: use it within the call.
struct Elements<Element>: Sequence, IteratorProtocol {
    private var position: UnsafeRawPointer
    private var left: Int
    private let stride: Int

    /// Nil when there is none, or its step is too small, no multiple of 8 or beyond 4,096.
    init?(_ first: UnsafePointer<Element>?, count: Int, stride: UInt64) {
        guard count > 0, let first, stride >= UInt64(MemoryLayout<Element>.size), stride <= 4096,
            stride % UInt64(MemoryLayout<Element>.alignment) == 0,
            UInt(bitPattern: first) % UInt(MemoryLayout<Element>.alignment) == 0
        else { return nil }
        position = UnsafeRawPointer(first)
        left = count
        self.stride = Int(stride)
    }

    mutating func next() -> Element? {
        guard left > 0 else { return nil }
        defer {
            left -= 1
            // Not beyond the last one, which may end where the module's memory does.
            if left > 0 { position += stride }
        }
        return position.assumingMemoryBound(to: Element.self).pointee
    }
}
