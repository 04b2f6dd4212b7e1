// SPDX-License-Identifier: Apache-2.0

/// Where outbound calls of one purpose may go: the site's list, and what holds without one.
///
/// The same rule is asked twice: `refusal(ofURL:)` when a URL is read, and `admits(address:host:port:isTLS:)` when
/// the connection is made, so that a name which changes its address in between gains nothing.
public struct DestinationRule: Sendable, Hashable {
    /// `listedOnly`: an empty list admits nothing. `publicUnlessListed`: an empty list admits any public
    /// address; a list that is not empty admits just what it lists.
    public enum Default: Sendable, Hashable { case listedOnly, publicUnlessListed }

    /// What the operator named.
    public let list: AllowList
    /// What holds where the list is empty.
    public let unlisted: Default
    /// Plain http only to loopback; everything else must be https.
    public let requiresTLS: Bool

    /// A rule of these three; see each.
    public init(list: AllowList, unlisted: Default, requiresTLS: Bool) {
        self.list = list
        self.unlisted = unlisted
        self.requiresTLS = requiresTLS
    }
}
