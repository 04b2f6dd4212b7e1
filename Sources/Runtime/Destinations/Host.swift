// SPDX-License-Identifier: Apache-2.0

/// The host of a URL: a name to resolve, or an address as it stands.
public enum Host: Hashable, Sendable, CustomStringConvertible {
    /// Lower case, without trailing dot.
    case name(String)
    case address(IPAddress)

    /// The name, or the address without brackets.
    public var description: String {
        switch self {
        case .name(let name): name
        case .address(let address): "\(address)"
        }
    }

    /// The host as a URL carries it: IPv6 addresses in brackets.
    public var urlText: String {
        if case .address(let address) = self, address.isIPv6 { return "[\(address)]" }
        return description
    }

    /// Reads a name or an address without brackets, lower-cased and without its one trailing dot; nil for
    /// anything that a resolver might take for another address than it looks (`0x7f.1`, `127.1`, `2130706433`),
    /// for percent signs, and for characters outside ASCII (such names are written in their `xn--` form).
    init?(_ text: some StringProtocol) {
        var name = text.lowercased()
        if name.hasSuffix(".") { name.removeLast() }
        if let address = IPAddress(name) {
            self = .address(address)
            return
        }
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...253).contains(name.utf8.count), labels.allSatisfy({ Self.isLabel($0) }),
            let last = labels.last, !Self.looksNumeric(last)
        else { return nil }
        self = .name(name)
    }

    /// Letters, digits, hyphens and (for names in use that break RFC 952) underscores.
    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
            && label.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    /// The test of the WHATWG URL standard ("ends in a number"): such a host is an IPv4 address or nothing.
    private static func looksNumeric(_ label: Substring.UTF8View) -> Bool {
        let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        if label.allSatisfy(isDigit) { return true }
        guard label.starts(with: "0x".utf8) else { return false }
        return label.dropFirst(2).allSatisfy {
            isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
        }
    }
}
