// SPDX-License-Identifier: Apache-2.0

extension DestinationRule {
    /// Whether a URL may be called, as far as its text tells: nil, or a sentence with the reason and the remedy
    /// that names the host but neither path nor query. A name is resolved only when the connection is made;
    /// `admits(address:host:port:isTLS:)` decides then.
    public func refusal(ofURL text: String) -> String? {
        do throws(HTTPURL.Problem) {
            return refusal(of: try HTTPURL(text))
        } catch {
            return error.description
        }
    }

    /// `refusal(ofURL:)` for a URL that was read before.
    public func refusal(of url: HTTPURL) -> String? {
        if let reason = plaintextRefusal(host: url.host, isTLS: url.isTLS) { return reason }
        switch url.host {
        case .address(let address):
            return admits(address: address, host: url.host, port: url.port, isTLS: url.isTLS)
                ? nil : unlistedRefusal(of: url.host, kind: address.kind, port: url.port)
        case .name(let name):
            if list.isEmpty {
                if unlisted == .publicUnlessListed && !Self.isLocal(name) { return nil }
            } else if list.lists(name: name, port: url.port) || list.listsAddresses(atPort: url.port) {
                return nil
            }
            return unlistedRefusal(of: url.host, kind: Self.isLocal(name) ? .loopback : .public, port: url.port)
        }
    }

    /// Whether a connection may be made to (or a request sent over one that stands to) this address.
    ///
    /// - Parameter host: the URL's host, without brackets: the name that was resolved, or the address itself.
    ///
    /// An address or block that is listed is admitted whatever name led there. A host that is listed by name is
    /// admitted wherever it resolves, since the operator named it, except to link-local, metadata, multicast
    /// and unspecified addresses: these need an entry of their own.
    public func admits(address: IPAddress, host: String, port: Int, isTLS: Bool) -> Bool {
        guard let host = Host(host) else { return false }
        return admits(address: address, host: host, port: port, isTLS: isTLS)
    }

    private func admits(address: IPAddress, host: Host, port: Int, isTLS: Bool) -> Bool {
        if requiresTLS && !isTLS {
            guard address.isLoopback, plaintextRefusal(host: host, isTLS: isTLS) == nil else { return false }
        }
        // A literal address is connected to as it stands; anything else would be a fault of the caller.
        if case .address(let literal) = host, literal != address { return false }
        if list.isEmpty { return unlisted == .publicUnlessListed && address.kind == .public }
        if list.lists(address: address, port: port) { return true }
        guard case .name(let name) = host, list.lists(name: name, port: port) else { return false }
        switch address.kind {
        case .public, .private, .loopback, .reserved: return true
        case .linkLocal, .metadata, .multicast, .unspecified: return false
        }
    }

    /// The sentence for a connection that `admits` refused.
    public func refusal(ofAddress address: IPAddress, host: String) -> String {
        let kind = address.kind == .public ? "an" : "a \(address.kind.rawValue)"
        return "host \(host) leads to \(address), \(kind) address that the rule for these calls does not admit; "
            + "if it is meant, an operator can add \(address) to the list of allowed destinations"
    }

    private func plaintextRefusal(host: Host, isTLS: Bool) -> String? {
        guard requiresTLS, !isTLS else { return nil }
        switch host {
        case .name("localhost"): return nil
        case .address(let address) where address.isLoopback: return nil
        default: return "plain http to \(host) would show the credentials on the way; use https (http is for loopback)"
        }
    }

    private func unlistedRefusal(of host: Host, kind: IPAddress.Kind, port: Int) -> String {
        let what = kind == .public ? "" : ", a \(kind.rawValue) address,"
        return "host \(host)\(what) is not among the allowed destinations (port \(port)); "
            + "if it is meant, an operator can add it to the list"
    }

    /// Names that always mean this machine (RFC 6761, 6.3).
    private static func isLocal(_ name: String) -> Bool { name == "localhost" || name.hasSuffix(".localhost") }
}
