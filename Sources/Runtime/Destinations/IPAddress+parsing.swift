// SPDX-License-Identifier: Apache-2.0

extension IPAddress {
    /// Reads an address as strictly as POSIX `inet_pton` does: four decimal octets without leading zeros, or
    /// the IPv6 text of RFC 4291, 2.2. No zone, no brackets, no octal, hexadecimal or short IPv4 forms.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        // The longest text is an IPv6 address with an IPv4 tail: 45 characters.
        guard (2...45).contains(bytes.count) else { return nil }
        if bytes.contains(UInt8(ascii: ":")) {
            guard let address = Self.parseV6(bytes[...]) else { return nil }
            self = address
        } else {
            guard let bits = Self.parseV4(bytes[...]) else { return nil }
            self.init(v4: bits)
        }
    }

    private static func parseV4(_ text: ArraySlice<UInt8>) -> UInt32? {
        let octets = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard octets.count == 4 else { return nil }
        var bits: UInt32 = 0
        for octet in octets {
            guard (1...3).contains(octet.count), octet.count == 1 || octet.first != UInt8(ascii: "0"),
                octet.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
            else { return nil }
            let value = octet.reduce(UInt32(0)) { $0 * 10 + UInt32($1 - UInt8(ascii: "0")) }
            guard value <= 255 else { return nil }
            bits = bits << 8 | value
        }
        return bits
    }

    private static func parseV6(_ text: ArraySlice<UInt8>) -> IPAddress? {
        guard let gap = firstDoubleColon(in: text) else {
            guard let groups = parseGroups(text), groups.count == 8 else { return nil }
            return IPAddress(groups: groups)
        }
        // A second `::` would leave an empty group in the tail, which parseGroups refuses; an IPv4 tail may
        // stand only at the very end.
        guard let head = parseGroups(text[..<gap], mayEndInV4: false), let tail = parseGroups(text[(gap + 2)...]),
            head.count + tail.count <= 7
        else { return nil }
        return IPAddress(groups: head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail)
    }

    private static func firstDoubleColon(in text: ArraySlice<UInt8>) -> Int? {
        text.indices.dropLast().first { text[$0] == UInt8(ascii: ":") && text[$0 + 1] == UInt8(ascii: ":") }
    }

    private static func parseGroups(_ text: ArraySlice<UInt8>, mayEndInV4: Bool = true) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        var groups = [UInt16]()
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if mayEndInV4, index == parts.count - 1, part.contains(UInt8(ascii: ".")) {
                guard let bits = parseV4(part) else { return nil }
                groups += [UInt16(bits >> 16), UInt16(bits & 0xFFFF)]
            } else {
                guard (1...4).contains(part.count), part.allSatisfy(isHexDigit),
                    let value = UInt16(String(decoding: part, as: UTF8.self), radix: 16)
                else { return nil }
                groups.append(value)
            }
            guard groups.count <= 8 else { return nil }
        }
        return groups
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }

    private init(groups: [UInt16]) {
        self.init(
            v6: groups.prefix(4).reduce(0) { $0 << 16 | UInt64($1) },
            groups.dropFirst(4).reduce(0) { $0 << 16 | UInt64($1) }
        )
    }
}
