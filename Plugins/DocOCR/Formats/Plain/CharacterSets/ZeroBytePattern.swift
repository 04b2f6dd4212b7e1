// SPDX-License-Identifier: Apache-2.0

/// UTF-16 and UTF-32 without a byte order mark. Western text has a zero in each second byte, or in three of four; text of
/// other scripts has them at its spaces and line feeds at least.
enum ZeroBytePattern {
    /// UTF-16LE, UTF-16BE, UTF-32LE or UTF-32BE; nil when the bytes are surely none of them.
    static func characterSet(of bytes: UnsafeRawBufferPointer) -> String? {
        let count = min(bytes.count, 64 << 10) & ~3
        guard bytes.count >= 4 else { return nil }
        if count >= 8 {
            if looksLikeUTF32(bytes, count, isLittle: true) { return "UTF-32LE" }
            if looksLikeUTF32(bytes, count, isLittle: false) { return "UTF-32BE" }
        }
        let little = plausibility(bytes, min(bytes.count, 64 << 10) & ~1, isLittle: true)
        let big = plausibility(bytes, min(bytes.count, 64 << 10) & ~1, isLittle: false)
        guard max(little, big) > 0.5, abs(little - big) > 0.3 else { return nil }
        return little > big ? "UTF-16LE" : "UTF-16BE"
    }

    private static func looksLikeUTF32(_ bytes: UnsafeRawBufferPointer, _ count: Int, isLittle: Bool) -> Bool {
        var letters = 0
        for offset in stride(from: 0, to: count, by: 4) {
            let raw = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
            let value = isLittle ? UInt32(littleEndian: raw) : UInt32(bigEndian: raw)
            guard value != 0, Unicode.Scalar(value) != nil else { return false }
            if value >= 0x20, value < 0x3_0000 { letters += 1 }
        }
        return letters > 0
    }

    /// 1 when the units, taken in this order, are text with spaces or line ends; 0 or less when they cannot be.
    private static func plausibility(_ bytes: UnsafeRawBufferPointer, _ count: Int, isLittle: Bool) -> Double {
        let units = count / 2
        var zeros = 0
        var spaces = 0
        var odd = 0
        var pendingLead = false
        var pages = [Int](repeating: 0, count: 256)
        for offset in stride(from: 0, to: count, by: 2) {
            let unit = UInt16(bytes[offset]) << (isLittle ? 0 : 8) | UInt16(bytes[offset + 1]) << (isLittle ? 8 : 0)
            pages[Int(unit >> 8)] += 1
            if unit < 0x100 { zeros += 1 }
            switch unit {
            case 0x20, 0x0A, 0x0D, 0x09, 0x3000, 0x3001, 0x3002: spaces += 1
            case 0...0x08, 0x0B, 0x0E...0x1F, 0x7F...0x9F, 0xFDD0...0xFDEF, 0xFFFE, 0xFFFF, 0xE000...0xF8FF: odd += 1
            default: break
            }
            let isTrail = unit & 0xFC00 == 0xDC00
            if isTrail != pendingLead { odd += 1 }
            pendingLead = unit & 0xFC00 == 0xD800
        }
        guard units > 0, odd * 100 <= units, zeros > 0 || spaces > 0 else { return 0 }
        // Eight-bit text has hardly a zero byte at all; of UTF-16 it is the high bytes that repeat.
        let inOneHalf = Double(zeros) / Double(units)
        let frequent = pages.sorted(by: >).prefix(90).reduce(0, +)
        let hasZeroBytes = bytes[..<count].contains(0)
        guard hasZeroBytes else { return 0 }
        if inOneHalf > 0.6 { return 1 }
        let share = Double(spaces) / Double(units)
        return share > 0.01 && Double(frequent) > 0.9 * Double(units) ? 0.6 + min(share, 0.4) : 0
    }
}
