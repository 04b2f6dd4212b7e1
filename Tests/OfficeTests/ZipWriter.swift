// SPDX-License-Identifier: Apache-2.0

/// Writes small archives for tests: members stored as they are, or one byte packed many times over.
struct ZipWriter {
    private struct Entry {
        var name: [UInt8]
        var method: UInt16
        var crc: UInt32
        var packed: Int
        var size: Int
        var flags: UInt16
        var offset: Int
    }
    private var bytes: [UInt8] = []
    private var entries: [Entry] = []

    mutating func store(_ name: String, _ content: [UInt8], encrypted: Bool = false) {
        add(name, packed: content, method: 0, size: content.count, crc: Self.crc(content), flags: encrypted ? 1 : 0)
    }

    mutating func store(_ name: String, _ content: String) { store(name, Array(content.utf8)) }

    /// A member that unpacks to a run of one byte.
    /// - Parameter declared: what the headers say that it unpacks to.
    mutating func bomb(_ name: String, runs: Int, declared: Int? = nil) {
        let (packed, size) = Self.run(of: UInt8(ascii: " "), matches: runs)
        add(name, packed: packed, method: 8, size: declared ?? size, crc: 0, flags: 0)
    }

    func archive() -> [UInt8] {
        var all = bytes
        let start = all.count
        for entry in entries {
            all += Self.le(0x0201_4B50, 4) + Self.le(20, 2)
            all += Self.header(entry) + Self.le(0, 2) + Self.le(0, 2) + Self.le(0, 2) + Self.le(0, 4)
            all += Self.le(entry.offset, 4) + entry.name
        }
        let size = all.count - start
        all += Self.le(0x0605_4B50, 4) + Self.le(0, 4) + Self.le(entries.count, 2) + Self.le(entries.count, 2)
        all += Self.le(size, 4) + Self.le(start, 4) + Self.le(0, 2)
        return all
    }

    private mutating func add(
        _ name: String,
        packed: [UInt8],
        method: UInt16,
        size: Int,
        crc: UInt32,
        flags: UInt16
    ) {
        let entry = Entry(
            name: Array(name.utf8),
            method: method,
            crc: crc,
            packed: packed.count,
            size: size,
            flags: flags,
            offset: bytes.count
        )
        entries.append(entry)
        bytes += Self.le(0x0403_4B50, 4) + Self.header(entry) + entry.name + packed
    }

    /// From the version that is needed to the lengths of name and extra field, which both headers have.
    private static func header(_ entry: Entry) -> [UInt8] {
        le(20, 2) + le(Int(entry.flags), 2) + le(Int(entry.method), 2) + le(0, 4) + le(Int(entry.crc), 4)
            + le(entry.packed, 4) + le(entry.size, 4) + le(entry.name.count, 2) + le(0, 2)
    }

    private static func le(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private static func crc(_ content: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in content {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }

    /// Deflate (RFC 1951) with its fixed codes: a literal, then matches of 258 bytes at distance 1, of 13 bits each.
    private static func run(of byte: UInt8, matches: Int) -> (packed: [UInt8], size: Int) {
        var packed: [UInt8] = []
        var bits = 0
        var count = 0
        func put(_ value: Int, _ width: Int) {
            bits |= value << count
            count += width
            while count >= 8 {
                packed.append(UInt8(truncatingIfNeeded: bits))
                bits >>= 8
                count -= 8
            }
        }
        // Huffman codes go in from their highest bit.
        func code(_ value: Int, _ width: Int) {
            for index in stride(from: width - 1, through: 0, by: -1) { put(value >> index & 1, 1) }
        }
        put(1, 1)
        put(1, 2)
        code(0x30 + Int(byte), 8)
        for _ in 0..<matches {
            code(0xC5, 8)
            code(0, 5)
        }
        code(0, 7)
        put(0, 7)
        return (packed, 1 + 258 * matches)
    }
}
