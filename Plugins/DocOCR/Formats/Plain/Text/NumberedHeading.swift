// SPDX-License-Identifier: Apache-2.0

/// A line such as `2.3 Data types` that stands alone.
struct NumberedHeading {
    /// How many numbers it has: 2 for 2.3.
    let depth: Int

    init?(_ line: TextLine) {
        let bytes = line.bytes
        guard line.width <= 90, let last = bytes.last, !".,;:".utf8.contains(last) else { return nil }
        var index = bytes.startIndex
        var depth = 0
        while true {
            let start = index
            while index < bytes.endIndex, (0x30...0x39).contains(bytes[index]), index - start < 4 { index += 1 }
            guard index > start else { break }
            depth += 1
            guard index < bytes.endIndex, bytes[index] == UInt8(ascii: ".") else { break }
            index += 1
        }
        guard depth > 0, depth <= 6, index < bytes.endIndex, bytes[index] == 0x20 else { return nil }
        let title = bytes[index...].drop { $0 == 0x20 }
        guard let first = title.first, first >= 0x80 || (0x41...0x5A).contains(first) else { return nil }
        // A line of a table of contents ends with a page number behind dots or blanks.
        guard !Self.hasLeader(title), title.split(separator: 0x20).count <= 12 else { return nil }
        self.depth = depth
    }

    private static func hasLeader(_ title: ArraySlice<UInt8>) -> Bool {
        var dots = 0
        var blanks = 0
        for byte in title {
            dots = byte == UInt8(ascii: ".") ? dots + 1 : byte == 0x20 ? dots : 0
            blanks = byte == 0x20 ? blanks + 1 : 0
            if dots >= 3 || blanks >= 4 { return true }
        }
        return false
    }
}
