// SPDX-License-Identifier: Apache-2.0

extension AllowList {
    /// Why a text is no list; names the entry and what to write instead.
    public struct ParseError: Error, Hashable, Sendable, CustomStringConvertible {
        /// The entry as it was written, cut at 80 characters and without control characters; empty if the list
        /// as a whole is at fault.
        public let entry: String
        /// What is wrong with it and what to write instead: a clause behind the entry.
        public let reason: String
        /// Entry and reason as a sentence.
        public var description: String {
            entry.isEmpty ? "the list of allowed destinations \(reason)" : "allowed destination \"\(entry)\" \(reason)"
        }

        init(entry: some StringProtocol, _ reason: String) {
            self.entry = String(
                String.UnicodeScalarView(
                    entry.unicodeScalars.prefix(80).map { $0.properties.generalCategory == .control ? "?" : $0 }
                )
            )
            self.reason = reason
        }
    }

    /// Reads entries separated by commas or white space. Each is a host name (`example.com`), the names below
    /// one (`*.example.com`), an address (`192.0.2.1`, `2001:db8::1`) or a block (`10.0.0.0/8`, `fd00::/8`), and
    /// may carry a port: `example.com:8443`, `[2001:db8::1]:8443`, `[fd00::/8]:8443`.
    public init(parsing text: some StringProtocol) throws(ParseError) {
        // An entry is at most a name of 253 bytes with wildcard and port; the rest is generous white space.
        guard text.utf8.count <= Self.entryLimit * 400 else {
            throw ParseError(entry: "", "is longer than \(Self.entryLimit * 400) bytes")
        }
        var entries = [Entry]()
        for part in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
            guard entries.count < Self.entryLimit else {
                throw ParseError(entry: "", "has more than \(Self.entryLimit) entries; use a wildcard or a block")
            }
            entries.append(try Self.readEntry(part))
        }
        self.init(entries: entries)
    }

    private static func readEntry(_ text: some StringProtocol) throws(ParseError) -> Entry {
        if text.contains("://") {
            throw ParseError(entry: text, "is a URL; write the host alone, such as example.com or example.com:8443")
        }
        if text.contains("@") {
            throw ParseError(entry: "(hidden)", "holds a user name; write the host alone, such as example.com")
        }
        let (host, port) = try splitPort(text)
        if host.hasPrefix("*.") {
            guard case .name(let parent)? = Host(host.dropFirst(2)) else {
                throw ParseError(entry: text, "has no host name behind \"*.\"; write *.example.com")
            }
            return Entry(pattern: .below(parent), port: port)
        }
        if case .name(let name)? = Host(host) { return Entry(pattern: .name(name), port: port) }
        do throws(IPNetwork.ParseError) {
            return Entry(pattern: .network(try IPNetwork(host)), port: port)
        } catch {
            switch error {
            case .straysBehindPrefix(let meant):
                throw ParseError(entry: text, "has address bits behind its prefix length; write \(meant)")
            case .badLength:
                throw ParseError(
                    entry: text,
                    "has an unusable prefix length; write 0 to 32 for IPv4, 0 to 128 for IPv6"
                )
            case .notAnAddress:
                throw ParseError(
                    entry: text,
                    "is neither a host name, *.name, address nor address/length (names in ASCII, xn-- for others)"
                )
            }
        }
    }

    /// The host without brackets, and the port if there is one.
    private static func splitPort(_ text: some StringProtocol) throws(ParseError) -> (String, Int?) {
        let bytes = Array(text.utf8)
        let hostBytes: ArraySlice<UInt8>
        let rest: ArraySlice<UInt8>
        if bytes.first == UInt8(ascii: "[") {
            guard let end = bytes.firstIndex(of: UInt8(ascii: "]")) else {
                throw ParseError(entry: text, "lacks its closing bracket; write [2001:db8::1]:8443")
            }
            (hostBytes, rest) = (bytes[1..<end], bytes[(end + 1)...])
            guard hostBytes.contains(UInt8(ascii: ":")) else {
                throw ParseError(
                    entry: text,
                    "has brackets around something else than an IPv6 address; leave them away"
                )
            }
        } else if let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            !bytes[(colon + 1)...].contains(UInt8(ascii: ":"))
        {
            (hostBytes, rest) = (bytes[..<colon], bytes[colon...])
        } else {
            // No colon, or the colons of an IPv6 address.
            (hostBytes, rest) = (bytes[...], [])
        }
        let host = String(decoding: hostBytes, as: UTF8.self)
        if rest.isEmpty { return (host, nil) }
        guard rest.first == UInt8(ascii: ":"), let named = Destinations.port(fromDigits: rest.dropFirst()) else {
            throw ParseError(entry: text, "has an unusable port; write 1 to 65535 behind the colon")
        }
        return (host, named)
    }
}
