// SPDX-License-Identifier: Apache-2.0
import TaskABI

extension mortise_text {
    /// The text as a string; nil when it is no UTF-8 or longer than the limit.
    func string(limit: Int) -> String? {
        guard length > 0 else { return "" }
        guard length <= UInt64(limit), let bytes else { return nil }
        return String(
            validating: UnsafeRawBufferPointer(start: bytes, count: Int(length)),
            as: UTF8.self
        )
    }

    /// The bytes; nil when there are more than the limit.
    func array(limit: Int) -> [UInt8]? {
        guard length > 0 else { return [] }
        guard length <= UInt64(limit), let bytes else { return nil }
        return Array(UnsafeRawBufferPointer(start: bytes, count: Int(length)))
    }

    /// As `string`, but a text that is too long or broken is cut and mended: for words about a failure,
    /// which must not be lost because they are clumsy.
    func mended(limit: Int) -> String {
        guard length > 0, let bytes else { return "" }
        let count = Int(min(length, UInt64(limit)))
        var text = String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
        while text.utf8.count > limit { text.removeLast() }
        return text
    }
}

/// Calls `body` with the bytes as borrowed text, valid until it returns.
func withText<Result>(_ bytes: [UInt8], _ body: (mortise_text) -> Result) -> Result {
    bytes.withUnsafeBytes {
        body(mortise_text(bytes: $0.baseAddress?.assumingMemoryBound(to: CChar.self), length: UInt64($0.count)))
    }
}

/// Calls `body` with the string as borrowed text, valid until it returns.
func withText<Result>(_ string: String, _ body: (mortise_text) -> Result) -> Result {
    var string = string
    return string.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) {
            body(mortise_text(bytes: $0.baseAddress, length: UInt64($0.count)))
        }
    }
}

/// Text that lives as long as the process: for what a module may keep.
func permanentText(_ string: String) -> mortise_text {
    let bytes = UnsafeMutablePointer<CChar>.allocate(capacity: max(1, string.utf8.count))
    for (index, byte) in string.utf8.enumerated() { bytes[index] = CChar(bitPattern: byte) }
    return mortise_text(bytes: bytes, length: UInt64(string.utf8.count))
}
