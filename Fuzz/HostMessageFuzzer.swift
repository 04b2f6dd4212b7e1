// SPDX-License-Identifier: Apache-2.0
//
// What a host may send to a module process: one frame, its kind first. Compiled together with the files of
// ModuleProtocol (Fuzz/run).

/// Reads it; what can be read must come back the same when it is written and read again.
@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    guard let message = try? HostMessage(Frame(kind: input[0], payload: input[1...])) else { return 0 }
    precondition((0...2).contains(message.descriptorCount))
    let written = message.encoded()
    let again = try? HostMessage(onlyFrame(of: written))
    // By its bytes: a number that is none is not equal to itself.
    precondition(again?.encoded() == written, "\(message) does not come back")
    return 0
}
