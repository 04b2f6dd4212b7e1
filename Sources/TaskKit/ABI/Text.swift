// SPDX-License-Identifier: Apache-2.0
import TaskABI

extension mortise_text {
    /// A copy as a string; nil when it is no UTF-8.
    var string: String? {
        guard length > 0, let bytes else { return "" }
        return String(validating: UnsafeRawBufferPointer(start: bytes, count: Int(length)), as: UTF8.self)
    }

    /// A copy of the bytes.
    var array: [UInt8] {
        guard length > 0, let bytes else { return [] }
        return Array(UnsafeRawBufferPointer(start: bytes, count: Int(length)))
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
    withText(Array(string.utf8), body)
}

/// Text that lives as long as the process, as the ABI asks of names and schemas.
func permanentText(_ string: String) -> mortise_text {
    let bytes = UnsafeMutablePointer<CChar>.allocate(capacity: max(1, string.utf8.count))
    for (index, byte) in string.utf8.enumerated() { bytes[index] = CChar(bitPattern: byte) }
    return mortise_text(bytes: bytes, length: UInt64(string.utf8.count))
}

/// `0.9` for 0x00000009.
func describeABI(_ version: UInt32) -> String { "\(version >> 16).\(version & 0xFFFF)" }

/// Calls `body` with the strings as borrowed texts, valid until it returns.
func withTexts<Result>(_ strings: [String], _ body: (UnsafeBufferPointer<mortise_text>) -> Result) -> Result {
    withTextBytes(strings.map { Array($0.utf8) }, body)
}

/// As above, for bytes.
func withTextBytes<Result>(_ pieces: [[UInt8]], _ body: (UnsafeBufferPointer<mortise_text>) -> Result) -> Result {
    // One block of bytes for all: pointers into it stay valid while it is borrowed.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(pieces.reduce(0) { $0 + $1.count })
    for piece in pieces { bytes.append(contentsOf: piece) }
    return bytes.withUnsafeBytes { storage in
        var start = 0
        let texts = pieces.map { piece in
            defer { start += piece.count }
            guard !piece.isEmpty else { return mortise_text() }
            let pointer = storage.baseAddress?.advanced(by: start).assumingMemoryBound(to: CChar.self)
            return mortise_text(bytes: pointer, length: UInt64(piece.count))
        }
        return texts.withUnsafeBufferPointer(body)
    }
}
