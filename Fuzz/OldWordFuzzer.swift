// SPDX-License-Identifier: Apache-2.0
//
// The streams of a Word file, without their container: two bytes with the length of the table stream, two with that of
// the data stream, the table, the data, the main stream. Compiled together with the reader's own part (Fuzz/readers).
import DocumentModel

/// Whatever comes, there is a document or an error.
@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count >= 4 else { return 0 }
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    let table = Int(input[0]) | Int(input[1]) << 8
    let data = Int(input[2]) | Int(input[3]) << 8
    let rest = input[4...]
    var limits = ReadingLimits()
    limits.textBytes = 1 << 20
    do {
        let document = try WordDocument.read(
            main: Array(rest.dropFirst(table + data)),
            table: Array(rest.prefix(table)),
            data: Array(rest.dropFirst(table).prefix(data)),
            limits: limits
        )
        _ = Markdown.text(of: document.blocks)
    } catch {
        precondition(!error.message.isEmpty)
    }
    return 0
}
