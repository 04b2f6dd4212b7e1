// SPDX-License-Identifier: Apache-2.0

/// The one frame that these bytes are; it must be one, whole, and of a length that is allowed.
func onlyFrame(of bytes: [UInt8]) throws(FrameError) -> Frame {
    var assembler = FrameAssembler()
    bytes.withUnsafeBytes { assembler.append($0) }
    guard let frame = try assembler.next(), assembler.pending == 0 else {
        throw FrameError("what was written is not one frame")
    }
    return frame
}
