// SPDX-License-Identifier: Apache-2.0
//
// Style sheets and what a page declares of its character set. Compiled together with those files of HTMLFormat (Fuzz/run).

@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    var rules = StyleRules()
    rules.add(input)
    _ = rules.hides(class: "a b", id: "c")
    _ = HiddenStyle.hides(String(decoding: input, as: UTF8.self))
    _ = DeclaredCharacterSet.names(in: UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
}
