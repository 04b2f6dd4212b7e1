// SPDX-License-Identifier: Apache-2.0
import TaskABI

// What TaskKit has of its own and does not show; a copy, so that the host of the tests shares no mistake with it.

extension mortise_text {
    /// A copy as a string; nil when it is no UTF-8.
    var copy: String? {
        guard length > 0, let bytes else { return "" }
        return String(validating: UnsafeRawBufferPointer(start: bytes, count: Int(length)), as: UTF8.self)
    }
    /// A copy of the bytes.
    var data: [UInt8] {
        guard length > 0, let bytes else { return [] }
        return Array(UnsafeRawBufferPointer(start: bytes, count: Int(length)))
    }
}

/// Calls `body` with the strings as borrowed texts, valid until it returns.
func lending<Result>(_ strings: [String], _ body: ([mortise_text]) -> Result) -> Result {
    lending(bytes: strings.map { Array($0.utf8) }, body)
}

/// As above, for bytes.
func lending<Result>(bytes: [[UInt8]], _ body: ([mortise_text]) -> Result) -> Result {
    // Exact copies that are freed at once: who keeps a pointer is found by the address sanitizer.
    let copies = bytes.map { bytes in
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, bytes.count), alignment: 1)
        copy.copyBytes(from: bytes)
        return (copy, bytes.count)
    }
    defer { for (copy, _) in copies { copy.deallocate() } }
    return body(
        copies.map { copy, count in
            mortise_text(bytes: copy.baseAddress?.assumingMemoryBound(to: CChar.self), length: UInt64(count))
        }
    )
}
