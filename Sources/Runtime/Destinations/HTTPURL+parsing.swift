// SPDX-License-Identifier: Apache-2.0

extension HTTPURL {
    /// Reads an absolute URL strictly: what browsers mend (back slashes, blanks, missing slashes, numeric hosts)
    /// is refused. Bytes outside ASCII in path and query are percent-encoded, a fragment is dropped.
    public init(_ text: some StringProtocol) throws(Problem) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.lengthLimit else {
            throw Problem("is longer than \(Self.lengthLimit) bytes")
        }
        guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw Problem("holds control characters")
        }
        guard !bytes.contains(UInt8(ascii: " ")), !bytes.contains(UInt8(ascii: "\\")) else {
            throw Problem("holds a space or a backslash; encode it as %20 or %5C")
        }
        let rest: ArraySlice<UInt8>
        (isTLS, rest) = try Self.readScheme(bytes)
        let end = rest.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
        (host, port) = try Self.readAuthority(rest[..<end], defaultPort: isTLS ? 443 : 80)
        target = Self.target(rest[end...])
    }

    private static func readScheme(_ bytes: [UInt8]) throws(Problem) -> (Bool, ArraySlice<UInt8>) {
        for (scheme, isTLS) in [("https://", true), ("http://", false)] {
            let beginning = String(decoding: bytes.prefix(scheme.utf8.count), as: UTF8.self).lowercased()
            if beginning == scheme { return (isTLS, bytes.dropFirst(scheme.utf8.count)) }
        }
        throw Problem("does not begin with https:// or http://")
    }

    private static func readAuthority(
        _ authority: ArraySlice<UInt8>,
        defaultPort: Int
    ) throws(Problem) -> (Host, Int) {
        guard !authority.contains(UInt8(ascii: "@")) else {
            throw Problem("holds a user name or password; give credentials in the configuration")
        }
        guard !authority.contains(UInt8(ascii: "%")) else { throw Problem("has a percent-encoded host") }
        let isBracketed = authority.first == UInt8(ascii: "[")
        let hostEnd =
            isBracketed
            ? authority.firstIndex(of: UInt8(ascii: "]")).map { $0 + 1 }
            : authority.firstIndex(of: UInt8(ascii: ":"))
        let hostBytes = authority[..<(hostEnd ?? authority.endIndex)]
        let portBytes = authority[hostBytes.endIndex...]
        guard !hostBytes.isEmpty else { throw Problem("names no host") }
        guard let host = readHost(hostBytes, isBracketed: isBracketed) else {
            throw Problem(
                "has an unusable host; write a name in ASCII (xn-- form for others), an IPv4 address of four "
                    + "decimal numbers, or an IPv6 address in brackets"
            )
        }
        if portBytes.isEmpty { return (host, defaultPort) }
        guard portBytes.first == UInt8(ascii: ":"), let named = Destinations.port(fromDigits: portBytes.dropFirst())
        else { throw Problem("has an unusable port; write 1 to 65535 behind the colon") }
        return (host, named)
    }

    private static func readHost(_ bytes: ArraySlice<UInt8>, isBracketed: Bool) -> Host? {
        guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        guard isBracketed else { return Host(text) }
        let inner = text.dropFirst().dropLast()
        guard text.hasSuffix("]"), inner.utf8.contains(UInt8(ascii: ":")) else { return nil }
        return IPAddress(inner).map { .address($0) }
    }

    private static func target(_ bytes: ArraySlice<UInt8>) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var target = [UInt8]()
        if bytes.first != UInt8(ascii: "/") { target.append(UInt8(ascii: "/")) }
        for byte in bytes.prefix(while: { $0 != UInt8(ascii: "#") }) {
            if byte < 0x80 {
                target.append(byte)
            } else {
                target += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
            }
        }
        return String(decoding: target, as: UTF8.self)
    }
}
