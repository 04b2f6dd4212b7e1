// SPDX-License-Identifier: Apache-2.0
public import Destinations
public import Jobs
public import Signing

/// What Delivery must know of a site.
public struct DeliverySite: Sendable {
    public var site: SiteID
    /// `username:application password` for contract A's Basic authentication.
    public var basicCredentials: Secret?
    /// Signs the stronger form beside the contract's own; nil: the three headers are not sent.
    public var webhook: StandardWebhook?
    public var destinations: DestinationRule

    public init(site: SiteID, basicCredentials: Secret?, webhook: StandardWebhook?, destinations: DestinationRule) {
        self.site = site
        self.basicCredentials = basicCredentials
        self.webhook = webhook
        self.destinations = destinations
    }
}
