// SPDX-License-Identifier: Apache-2.0

/// A port in decimal digits without leading zeros, 1 to 65,535; nil for any other text.
func port(fromDigits text: some Collection<UInt8>) -> Int? {
    guard (1...5).contains(text.count), text.first != UInt8(ascii: "0"),
        text.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    let value = text.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    return value <= 65_535 ? value : nil
}
