// SPDX-License-Identifier: Apache-2.0
//
// A stream of bytes that comes in pieces: the first byte of the input seeds their sizes, the rest is the stream.
// Compiled together with the files of ModuleProtocol (Fuzz/run).

/// Whatever the pieces, the same frames must come out, and the same refusal.
@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    let whole = assemble(input[1...]) { _ in count }
    var seed = UInt32(input[0]) | 1
    let pieces = assemble(input[1...]) { left in
        seed = seed &* 1_664_525 &+ 1_013_904_223
        return min(left, Int(seed >> 28) + 1)
    }
    precondition(whole == pieces, "the pieces changed what came out")
    return 0
}

private struct Assembled: Equatable {
    var frames: [[UInt8]] = []
    var isRefused = false
    var pending = 0
}

private func assemble(_ stream: ArraySlice<UInt8>, _ size: (Int) -> Int) -> Assembled {
    var assembler = FrameAssembler()
    var result = Assembled()
    var rest = stream
    while !rest.isEmpty {
        let piece = rest.prefix(size(rest.count))
        rest = rest.dropFirst(piece.count)
        Array(piece).withUnsafeBytes { assembler.append($0) }
        do {
            while let frame = try assembler.next() { result.frames.append([frame.kind] + frame.payload) }
        } catch {
            // A refused stream is left where it is: how much of it was there depends on the pieces.
            result.isRefused = true
            return result
        }
    }
    result.pending = assembler.pending
    return result
}
