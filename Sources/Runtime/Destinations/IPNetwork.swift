// SPDX-License-Identifier: Apache-2.0

/// A block of addresses: what CIDR notation names (RFC 4632). A single address is a block of its full width.
public struct IPNetwork: Hashable, Sendable, CustomStringConvertible {
    /// The first address of the block.
    public let base: IPAddress
    /// Bits that all addresses of the block share: 0 to 32 or 0 to 128.
    public let prefixLength: Int

    /// `192.0.2.0/24`; for a single address without the length.
    public var description: String { prefixLength == base.width ? "\(base)" : "\(base)/\(prefixLength)" }

    /// Why a text is no block of addresses.
    enum ParseError: Error, Equatable {
        case notAnAddress
        case badLength
        /// The address has bits behind the prefix; holds the block that was probably meant.
        case straysBehindPrefix(meant: String)
    }

    private init(base: IPAddress, prefixLength: Int) {
        self.base = base
        self.prefixLength = prefixLength
    }

    /// The block of one address.
    init(_ address: IPAddress) {
        self.init(base: address, prefixLength: address.width)
    }

    /// Reads an address, or an address and a prefix length. A block in the IPv4-mapped range becomes IPv4.
    init(_ text: some StringProtocol) throws(ParseError) {
        guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else {
            guard let address = IPAddress(text) else { throw .notAnAddress }
            self.init(address)
            return
        }
        let addressText = text[..<slash]
        guard let address = IPAddress(addressText) else { throw .notAnAddress }
        let digits = text[slash...].dropFirst().utf8
        guard (1...3).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
            digits.count == 1 || digits.first != 0x30
        else { throw .badLength }
        var length = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        // `::ffff:10.0.0.0/104` is `10.0.0.0/8`; a shorter prefix would reach out of the mapped range.
        if !address.isIPv6, addressText.utf8.contains(UInt8(ascii: ":")) { length -= 96 }
        guard (0...address.width).contains(length) else { throw .badLength }
        let first = Self.first(of: address, length)
        guard first == address else { throw .straysBehindPrefix(meant: "\(first)/\(length)") }
        self.init(base: address, prefixLength: length)
    }

    /// Whether the address lies in the block. IPv4 and IPv6 blocks never hold each other's addresses.
    public func contains(_ address: IPAddress) -> Bool {
        address.isIPv6 == base.isIPv6 && Self.first(of: address, prefixLength) == base
    }

    private static func first(of address: IPAddress, _ length: Int) -> IPAddress {
        // Swift's << gives 0 for a shift by the whole width, so that a length of 0 needs no case of its own.
        if let v4 = address.v4 { return IPAddress(v4: v4 & (~UInt32(0) << UInt32(32 - length))) }
        return IPAddress(
            v6: address.high & (~UInt64(0) << UInt64(64 - min(length, 64))),
            address.low & (~UInt64(0) << UInt64(64 - max(length - 64, 0)))
        )
    }
}
