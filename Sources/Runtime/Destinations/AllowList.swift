// SPDX-License-Identifier: Apache-2.0

/// The destinations that an operator named: host names, addresses and blocks of addresses, each optionally
/// with a port. What an entry admits is `DestinationRule`'s to say.
public struct AllowList: Hashable, Sendable {
    /// Entries that one list may have.
    public static let entryLimit = 1_000

    /// One entry; without a port it stands for every port.
    struct Entry: Hashable, Sendable {
        enum Pattern: Hashable, Sendable {
            case name(String)
            /// `*.example.com`: every name below `example.com`, at any depth, but not itself.
            case below(String)
            case network(IPNetwork)
        }
        var pattern: Pattern
        var port: Int?
    }

    let entries: [Entry]

    /// A list that names nothing.
    public static let empty = AllowList(entries: [])

    init(entries: [Entry]) {
        self.entries = entries
    }

    /// Whether the list names nothing at all; what holds then is the rule's `unlisted`.
    public var isEmpty: Bool { entries.isEmpty }

    /// How many entries the list has.
    public var count: Int { entries.count }

    /// Whether a name (lower case) and port are listed by name.
    func lists(name: String, port: Int) -> Bool {
        entries.contains { entry in
            guard entry.port == nil || entry.port == port else { return false }
            switch entry.pattern {
            case .name(let listed): return name == listed
            case .below(let parent): return name.hasSuffix("." + parent)
            case .network: return false
            }
        }
    }

    /// Whether an address and port are listed by address or block.
    func lists(address: IPAddress, port: Int) -> Bool {
        entries.contains { entry in
            guard entry.port == nil || entry.port == port else { return false }
            if case .network(let network) = entry.pattern { return network.contains(address) }
            return false
        }
    }

    /// Whether any name might resolve to something listed at this port.
    func listsAddresses(atPort port: Int) -> Bool {
        entries.contains { entry in
            guard entry.port == nil || entry.port == port else { return false }
            if case .network = entry.pattern { return true }
            return false
        }
    }
}

extension AllowList: CustomStringConvertible {
    /// The entries in the form in which they are read, separated by a comma and a space.
    public var description: String { entries.map(\.description).joined(separator: ", ") }
}

extension AllowList.Entry: CustomStringConvertible {
    var description: String {
        let suffix = port.map { ":\($0)" } ?? ""
        switch pattern {
        case .name(let name): return name + suffix
        case .below(let parent): return "*." + parent + suffix
        case .network(let network):
            return network.base.isIPv6 && port != nil ? "[\(network)]\(suffix)" : "\(network)\(suffix)"
        }
    }
}
