// SPDX-License-Identifier: Apache-2.0
//
// The body of an RTF file. Compiled together with the reader of RTF (Fuzz/readers).
import DocumentModel

/// Whatever comes, there is a document, no longer than what it was made of allows.
@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let file = Array("{\\rtf1\\ansi ".utf8) + Array(UnsafeBufferPointer(start: bytes, count: count))
    var limits = ReadingLimits()
    limits.depth = 100
    do {
        let document = try file.withUnsafeBytes { try RTFReader.read($0, limits: limits) }
        let text = Markdown.text(of: document.blocks)
        precondition(text.utf8.count <= 64 * (count + 64), "more text than can be in so many bytes")
    } catch {
        preconditionFailure("a body was refused: \(error)")
    }
    return 0
}
