// SPDX-License-Identifier: Apache-2.0

extension IPAddress {
    /// What an address is for, as far as a guard of outbound calls must know.
    public enum Kind: String, Sendable, CaseIterable {
        /// Globally reachable unicast.
        case `public`
        /// This machine.
        case loopback
        /// Somebody's own network: RFC 1918, shared (RFC 6598) and unique local (RFC 4193) addresses.
        case `private`
        /// One link only; clouds answer there too.
        case linkLocal = "link-local"
        /// A cloud's metadata service, which gives credentials to whoever asks from inside.
        case metadata = "cloud metadata"
        case multicast
        /// 0.0.0.0/8 and `::`; Linux connects the zero address to this machine.
        case unspecified
        /// Documentation, benchmarks, broadcast, translation and everything else that is not assigned.
        case reserved
    }

    /// The kind by the IANA special-purpose address registries (RFC 6890). NAT64 (64:ff9b::/96, RFC 6052) and
    /// 6to4 (2002::/16, RFC 3056) addresses have the kind of the IPv4 address inside, since that is where
    /// the packets end.
    public var kind: Kind {
        if Self.metadataServices.contains(self) { return .metadata }
        guard isIPv6 else { return Self.firstKind(of: self, in: Self.specialV4) ?? .public }
        if let inner = embeddedV4 { return inner.kind }
        // Only 2000::/3 is assigned as global unicast.
        return Self.firstKind(of: self, in: Self.specialV6) ?? (high >> 61 == 1 ? .public : .reserved)
    }

    private var embeddedV4: IPAddress? {
        if high == 0x0064_FF9B_0000_0000, low >> 32 == 0 { return IPAddress(v4: UInt32(truncatingIfNeeded: low)) }
        if high >> 48 == 0x2002 { return IPAddress(v4: UInt32(truncatingIfNeeded: high >> 16)) }
        return nil
    }

    private static func firstKind(of address: IPAddress, in table: [(IPNetwork, Kind)]) -> Kind? {
        table.first { $0.0.contains(address) }?.1
    }

    private static func table(_ rows: KeyValuePairs<String, Kind>) -> [(IPNetwork, Kind)] {
        rows.compactMap { row in (try? IPNetwork(row.key)).map { ($0, row.value) } }
    }

    static let specialV4 = table([
        "0.0.0.0/8": .unspecified,
        "10.0.0.0/8": .private,
        "100.64.0.0/10": .private,
        "127.0.0.0/8": .loopback,
        "169.254.0.0/16": .linkLocal,
        "172.16.0.0/12": .private,
        "192.0.0.0/24": .reserved,
        "192.0.2.0/24": .reserved,
        "192.88.99.0/24": .reserved,
        "192.168.0.0/16": .private,
        "198.18.0.0/15": .reserved,
        "198.51.100.0/24": .reserved,
        "203.0.113.0/24": .reserved,
        "224.0.0.0/4": .multicast,
        "240.0.0.0/4": .reserved,
    ])

    static let specialV6 = table([
        "::/128": .unspecified,
        "::1/128": .loopback,
        "64:ff9b:1::/48": .private,
        "2001::/23": .reserved,
        "2001:db8::/32": .reserved,
        "3fff::/20": .reserved,
        "fc00::/7": .private,
        "fe80::/10": .linkLocal,
        "fec0::/10": .private,
        "ff00::/8": .multicast,
    ])

    /// Amazon, Google, Azure and most others; Amazon over IPv6; Google over IPv6; Alibaba; Oracle; Azure's
    /// WireServer, which is the one in a public range.
    static let metadataServices: Set<IPAddress> = Set(
        [
            "169.254.169.254", "fd00:ec2::254", "fd20:ce::254", "100.100.100.200", "192.0.0.192", "168.63.129.16",
        ].compactMap { IPAddress($0) }
    )
}
