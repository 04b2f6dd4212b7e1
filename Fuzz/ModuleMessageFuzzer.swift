// SPDX-License-Identifier: Apache-2.0
//
// What a module process may send to the host: one frame, its kind first. Compiled together with the files of
// ModuleProtocol (Fuzz/run).

/// Reads it; what can be read must come back the same when it is written and read again.
@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    guard let message = try? ModuleMessage(Frame(kind: input[0], payload: input[1...])) else { return 0 }
    let written = message.encoded()
    let again = try? ModuleMessage(onlyFrame(of: written))
    // By its bytes: a number that is none is not equal to itself.
    precondition(again?.encoded() == written, "\(message) does not come back")
    return 0
}
