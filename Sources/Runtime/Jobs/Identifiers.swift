// SPDX-License-Identifier: Apache-2.0

/// A job's own name. Mortise's own are 32 lowercase hexadecimal digits in the form of a UUID, version 7, so
/// that sorting by id is sorting by time of acceptance.
public struct JobID: Hashable, Sendable, CustomStringConvertible {
    public let text: String
    public var description: String { text }

    /// Takes any text of 1 to 64 characters from `[0-9a-zA-Z-]`; nil for another.
    public init?(_ text: String) {
        guard (1...64).contains(text.utf8.count),
            text.utf8.allSatisfy({
                switch $0 {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"):
                    true
                default: false
                }
            })
        else { return nil }
        self.text = text
    }

    /// A UUID version 7 (RFC 9562, 5.7) of this time and these random bits. A time that 48 bits cannot hold is
    /// taken as the nearest that they can, so that ids still sort by time.
    public init(at time: WallTime, random: (UInt64, UInt64)) {
        let milliseconds = UInt64(min(max(time.milliseconds, 0), 0xFFFF_FFFF_FFFF))
        let high = (milliseconds << 16) | 0x7000 | (random.0 & 0x0FFF)
        let low = 0x8000_0000_0000_0000 | (random.1 & 0x3FFF_FFFF_FFFF_FFFF)
        var digits = [UInt8]()
        digits.reserveCapacity(36)
        for (value, groups) in [(high, [8, 4, 4]), (low, [4, 12])] {
            var shift = 60
            for group in groups {
                if !digits.isEmpty { digits.append(UInt8(ascii: "-")) }
                for _ in 0..<group {
                    let digit = UInt8((value >> UInt64(shift)) & 0xF)
                    digits.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
                    shift -= 4
                }
            }
        }
        self.text = String(decoding: digits, as: UTF8.self)
    }
}

/// The name of a site: what its URLs carry behind `/s/`. 1 to 64 characters from `[a-z0-9._-]`.
public struct SiteID: Hashable, Sendable, CustomStringConvertible {
    public let name: String
    public var description: String { name }

    /// Nil when `name` has other characters or another length.
    public init?(_ name: String) {
        guard (1...64).contains(name.utf8.count), name != ".", name != "..",
            name.utf8.allSatisfy({
                switch $0 {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            })
        else { return nil }
        self.name = name
    }
}
