// SPDX-License-Identifier: Apache-2.0

/// Whose token somebody presents. Compares with every token, so that the time tells nothing of which one it was.
public struct TokenTable<Owner: Sendable>: Sendable {
    private let entries: [(token: BearerToken, owner: Owner)]

    public init(_ entries: [(BearerToken, Owner)]) { self.entries = entries.map { ($0.0, $0.1) } }

    public var isEmpty: Bool { entries.isEmpty }

    /// Nil when it is nobody's.
    public func owner(of presented: String) -> Owner? {
        let digest = BearerToken.digest(of: presented)
        var owner: Owner?
        for entry in entries where entry.token.matches(digest: digest) { owner = entry.owner }
        return owner
    }
}
