// SPDX-License-Identifier: Apache-2.0

/// The part of a file that says most about its character set: lines with bytes beyond ASCII, in their order.
struct TextSample: Sendable {
    /// Whole lines, at most `limit` bytes.
    private(set) var bytes: [UInt8] = []
    /// How many of them are beyond ASCII.
    private(set) var highBytes = 0
    /// How often two bytes stand beside one another, at least one of them beyond ASCII; a line feed is at both ends.
    private(set) var pairs: [Pair] = []

    struct Pair: Sendable {
        let first: UInt8
        let second: UInt8
        let count: Int
    }

    private static let limit = 48 << 10
    /// Further than this nobody looks for such lines.
    private static let reach = 16 << 20

    init(_ file: UnsafeRawBufferPointer) {
        let end = min(file.count, Self.reach)
        var line = 0
        while line < end, bytes.count < Self.limit {
            var next = line
            var isHigh = false
            // A line without an end is taken in parts.
            while next < end, next - line < Self.limit / 2, file[next] != 0x0A {
                isHigh = isHigh || file[next] >= 0x80
                next += 1
            }
            if next < end, file[next] == 0x0A { next += 1 }
            if isHigh { bytes.append(contentsOf: file[line..<next].prefix(Self.limit - bytes.count)) }
            line = next
        }
        count()
    }

    private mutating func count() {
        var table = [Int32](repeating: 0, count: 65536)
        var previous: UInt8 = 0x0A
        for byte in bytes {
            if byte >= 0x80 { highBytes += 1 }
            if byte | previous >= 0x80 { table[Int(previous) << 8 | Int(byte)] += 1 }
            previous = byte
        }
        if previous >= 0x80 { table[Int(previous) << 8 | 0x0A] += 1 }
        for (index, count) in table.enumerated() where count > 0 {
            pairs.append(Pair(first: UInt8(index >> 8), second: UInt8(index & 0xFF), count: Int(count)))
        }
    }
}
