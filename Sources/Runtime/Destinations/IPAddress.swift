// SPDX-License-Identifier: Apache-2.0

/// An IPv4 or IPv6 address without zone.
///
/// An IPv4-mapped IPv6 address (`::ffff:192.0.2.1`) is stored as the IPv4 address it stands for, because the
/// kernel connects both to the same host (RFC 4291, 2.5.5.2); so the two are equal here and match one list entry.
public struct IPAddress: Hashable, Sendable {
    /// The upper 64 bits of an IPv6 address; 0 for IPv4.
    let high: UInt64
    /// The lower 64 bits of an IPv6 address, or the 32 bits of an IPv4 address.
    let low: UInt64
    /// False for IPv4 and for IPv4-mapped IPv6 addresses.
    public let isIPv6: Bool

    /// The IPv4 address with these 32 bits, the first octet in the highest.
    public init(v4 bits: UInt32) {
        self.init(high: 0, low: UInt64(bits), isIPv6: false)
    }

    /// The IPv6 address with these 128 bits, the first group in the highest; a mapped one becomes IPv4.
    public init(v6 high: UInt64, _ low: UInt64) {
        if high == 0, low >> 32 == 0xFFFF {
            self.init(v4: UInt32(truncatingIfNeeded: low))
        } else {
            self.init(high: high, low: low, isIPv6: true)
        }
    }

    private init(high: UInt64, low: UInt64, isIPv6: Bool) {
        self.high = high
        self.low = low
        self.isIPv6 = isIPv6
    }

    /// The address of 4 or 16 octets in network order; nil for another count.
    public init?(bytes: some Collection<UInt8>) {
        switch bytes.count {
        case 4:
            self.init(v4: bytes.reduce(0) { $0 << 8 | UInt32($1) })
        case 16:
            self.init(
                v6: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
                bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
            )
        default:
            return nil
        }
    }

    /// The 32 bits of an IPv4 address; nil for IPv6.
    var v4: UInt32? { isIPv6 ? nil : UInt32(truncatingIfNeeded: low) }

    /// How many bits the address has: 32 or 128.
    var width: Int { isIPv6 ? 128 : 32 }

    /// Whether packets to it stay on this machine: 127.0.0.0/8, ::1 and the mapped form of the former.
    public var isLoopback: Bool {
        if let v4 { return v4 >> 24 == 127 }
        return high == 0 && low == 1
    }
}

extension IPAddress: CustomStringConvertible {
    /// Dotted decimal, or the text of RFC 5952 (lower case, the longest run of zero groups shortened).
    public var description: String {
        if let v4 {
            return [24, 16, 8, 0].map { String((v4 >> UInt32($0)) & 0xFF) }.joined(separator: ".")
        }
        let groups = [high, low].flatMap { half in [48, 32, 16, 0].map { (half >> UInt64($0)) & 0xFFFF } }
        var best = 0..<0
        var start = 0
        while start < groups.count {
            var end = start
            while end < groups.count, groups[end] == 0 { end += 1 }
            if end - start > max(best.count, 1) { best = start..<end }
            start = max(end, start + 1)
        }
        func text(_ part: ArraySlice<UInt64>) -> String {
            part.map { String($0, radix: 16) }.joined(separator: ":")
        }
        if best.isEmpty { return text(groups[...]) }
        return text(groups[..<best.lowerBound]) + "::" + text(groups[best.upperBound...])
    }
}
